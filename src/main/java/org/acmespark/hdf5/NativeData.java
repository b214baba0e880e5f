package org.acmespark.hdf5;

import hdf.hdf5lib.H5;
import hdf.hdf5lib.HDF5Constants;
import hdf.hdf5lib.exceptions.HDF5Exception;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.function.IntSupplier;
import org.acmespark.hdf5.value.ElementType;
import org.acmespark.hdf5.value.Hdf5Value;
import org.acmespark.hdf5.value.Packing;

/**
 * Transfers elements between Java and the native library as bytes in the machine's order. All
 * methods need the lock. They throw hdf5lib's exceptions with the library's own text.
 */
final class NativeData {
  private static final long ALL = HDF5Constants.H5S_ALL;
  private static final long DEFAULT = HDF5Constants.H5P_DEFAULT;

  /**
   * Makes hdf5lib copy the bytes instead of pinning the array, because a pinned array would block
   * the garbage collector while the disk is busy.
   */
  private static final boolean UNPINNED = false;

  private NativeData() {}

  /**
   * Reads or writes elements of an object in a file: numbers as bytes, strings as addresses.
   * hdf5lib has no other call that does not convert strings.
   */
  private interface Transfer {
    int bytes(long memoryType, byte[] bytes);

    int addresses(long memoryType, long[] addresses);
  }

  static void writeDataset(long dataset, Hdf5Value value) {
    write(value, 0, elements(value), new DatasetWrite(dataset, ALL, ALL));
  }

  /**
   * Writes {@code count} elements of a value, from the one at {@code from}, to the selection {@code
   * fileSpace} of a dataset.
   */
  static void writeDataset(
      long dataset, long memorySpace, long fileSpace, Hdf5Value value, int from, int count) {
    write(value, from, count, new DatasetWrite(dataset, memorySpace, fileSpace));
  }

  static void writeAttribute(long attribute, Hdf5Value value) {
    write(value, 0, elements(value), new AttributeWrite(attribute));
  }

  /**
   * Reads the selection {@code fileSpace} of a dataset into {@code flat} from element {@code to}
   * on.
   *
   * @param fileType the dataset's own type, needed for strings
   * @param count number of elements selected
   */
  static void readDataset(
      long dataset,
      long fileType,
      ElementType type,
      long memorySpace,
      long fileSpace,
      Object flat,
      int to,
      int count) {
    Transfer transfer = new DatasetRead(dataset, memorySpace, fileSpace);
    read(transfer, fileType, type, flat, to, count);
  }

  /** Reads the one variable-length sequence that {@code fileSpace} selects. */
  static Hdf5Value readSequence(
      long dataset, ElementType type, long fileType, long memorySpace, long fileSpace) {
    long base = NativeTypes.ofBase(fileType, part -> NativeTypes.inMemory(type, part));
    long memoryType = H5.H5Tvlen_create(base);
    try {
      long[] lengthAndAddress = new long[2];
      var transfer = new DatasetRead(dataset, memorySpace, fileSpace);
      checked(() -> transfer.addresses(memoryType, lengthAndAddress));
      int length = Math.toIntExact(lengthAndAddress[0]);
      Object flat = type.newArray(length);
      byte[] bytes =
          NativeStrings.takeBytes(
              lengthAndAddress, Math.multiplyExact(length, type.bytes()), memoryType);
      Packing.unpack(buffer(bytes), flat, 0, length * type.entriesPerElement());
      return Hdf5Value.unchecked(type, new long[] {length}, flat);
    } finally {
      H5.H5Tclose(memoryType);
    }
  }

  static void readAttribute(long attribute, long fileType, ElementType type, Object flat) {
    int count = Packing.entries(flat) / type.entriesPerElement();
    read(new AttributeRead(attribute), fileType, type, flat, 0, count);
  }

  private static int elements(Hdf5Value value) {
    return Packing.entries(value.elements()) / value.type().entriesPerElement();
  }

  private static void write(Hdf5Value value, int from, int count, Transfer transfer) {
    ElementType type = value.type();
    long memoryType = NativeTypes.inMemory(type);
    if (count == 0) {
      return;
    }
    if (value.elements() instanceof String[] strings) {
      String[] some = Arrays.copyOfRange(strings, from, from + count);
      try (NativeStrings.Block block = NativeStrings.Block.of(some)) {
        checked(() -> transfer.addresses(memoryType, block.addresses()));
      }
    } else {
      byte[] bytes = new byte[Math.multiplyExact(count, type.bytes())];
      int entries = type.entriesPerElement();
      Packing.pack(value.elements(), from * entries, count * entries, buffer(bytes));
      checked(() -> transfer.bytes(memoryType, bytes));
    }
  }

  private static void read(
      Transfer transfer, long fileType, ElementType type, Object flat, int to, int count) {
    if (count == 0) {
      return;
    }
    if (type != ElementType.STRING) {
      byte[] bytes = new byte[Math.multiplyExact(count, type.bytes())];
      long memoryType = NativeTypes.inMemory(type, fileType);
      checked(() -> transfer.bytes(memoryType, bytes));
      int entries = type.entriesPerElement();
      Packing.unpack(buffer(bytes), flat, to * entries, count * entries);
    } else if (H5.H5Tis_variable_str(fileType)) {
      long[] addresses = new long[count];
      checked(() -> transfer.addresses(fileType, addresses));
      NativeStrings.take(addresses, fileType, (String[]) flat, to);
    } else {
      int length = (int) H5.H5Tget_size(fileType);
      boolean spacePadded = H5.H5Tget_strpad(fileType) == HDF5Constants.H5T_STR_SPACEPAD;
      byte[] characters = new byte[Math.multiplyExact(length, count)];
      checked(() -> transfer.bytes(fileType, characters));
      NativeStrings.split(characters, length, spacePadded, (String[]) flat, to);
    }
  }

  private static ByteBuffer buffer(byte[] bytes) {
    return ByteBuffer.wrap(bytes).order(ByteOrder.nativeOrder());
  }

  /** Reads the error stack immediately, because the calls that clean up afterwards empty it. */
  private static void checked(IntSupplier call) {
    try {
      call.getAsInt();
    } catch (HDF5Exception e) {
      throw new HDF5Exception(NativeLibrary.errorText(e));
    }
  }

  private record DatasetWrite(long id, long memorySpace, long fileSpace) implements Transfer {
    @Override
    public int bytes(long memoryType, byte[] bytes) {
      return H5.H5Dwrite(id, memoryType, memorySpace, fileSpace, DEFAULT, bytes, UNPINNED);
    }

    @Override
    public int addresses(long memoryType, long[] addresses) {
      return H5.H5Dwrite_long(id, memoryType, memorySpace, fileSpace, DEFAULT, addresses, UNPINNED);
    }
  }

  private record DatasetRead(long id, long memorySpace, long fileSpace) implements Transfer {
    @Override
    public int bytes(long memoryType, byte[] bytes) {
      return H5.H5Dread(id, memoryType, memorySpace, fileSpace, DEFAULT, bytes, UNPINNED);
    }

    @Override
    public int addresses(long memoryType, long[] addresses) {
      return H5.H5Dread_long(id, memoryType, memorySpace, fileSpace, DEFAULT, addresses, UNPINNED);
    }
  }

  private record AttributeWrite(long id) implements Transfer {
    @Override
    public int bytes(long memoryType, byte[] bytes) {
      return H5.H5Awrite(id, memoryType, bytes, UNPINNED);
    }

    @Override
    public int addresses(long memoryType, long[] addresses) {
      return H5.H5Awrite_long(id, memoryType, addresses, UNPINNED);
    }
  }

  private record AttributeRead(long id) implements Transfer {
    @Override
    public int bytes(long memoryType, byte[] bytes) {
      return H5.H5Aread(id, memoryType, bytes, UNPINNED);
    }

    @Override
    public int addresses(long memoryType, long[] addresses) {
      return H5.H5Aread_long(id, memoryType, addresses, UNPINNED);
    }
  }
}
