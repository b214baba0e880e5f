package org.acmespark.hdf5;

import hdf.hdf5lib.H5;
import hdf.hdf5lib.HDF5Constants;
import hdf.hdf5lib.exceptions.HDF5Exception;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import org.bytedeco.hdf5.global.hdf5;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.LongPointer;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.javacpp.PointerPointer;

/**
 * Moves elements between Java and the native library through native memory, so that no Java array
 * is pinned while the library does its work. All methods need the lock, which guards the buffer
 * they share; failures are hdf5lib's exceptions, and the error stack is still there.
 *
 * <p>Strings are encoded here: the {@code String} of the Java native interface is not UTF-8 beyond
 * the basic plane.
 */
final class NativeData {
  private static final int KEPT_BYTES = 1 << 20;
  private static final ByteBuffer KEPT =
      ByteBuffer.allocateDirect(KEPT_BYTES).order(ByteOrder.nativeOrder());
  private static final BytePointer KEPT_POINTER = new BytePointer(KEPT);
  private static final long ALL = HDF5Constants.H5S_ALL;

  private NativeData() {}

  /** Something in a file that takes or gives elements from native memory. */
  private interface Transfer {
    int apply(long memoryType, Pointer memory);
  }

  static void writeDataset(long dataset, Hdf5Value value) {
    long defaults = HDF5Constants.H5P_DEFAULT;
    write(
        value,
        (type, memory) -> hdf5.H5Dwrite(dataset, type, ALL, ALL, defaults, memory),
        "H5Dwrite");
  }

  static void writeAttribute(long attribute, Hdf5Value value) {
    write(value, (type, memory) -> hdf5.H5Awrite(attribute, type, memory), "H5Awrite");
  }

  /**
   * Reads the selection {@code fileSpace} of a dataset into {@code flat} from entry {@code to} on.
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
    Transfer transfer =
        (memoryType, memory) ->
            hdf5.H5Dread(
                dataset, memoryType, memorySpace, fileSpace, HDF5Constants.H5P_DEFAULT, memory);
    read(transfer, "H5Dread", fileType, type, flat, to, count);
  }

  static void readAttribute(long attribute, long fileType, ElementType type, Object flat) {
    int count = Packing.entries(flat) / type.entriesPerElement();
    Transfer transfer = (memoryType, memory) -> hdf5.H5Aread(attribute, memoryType, memory);
    read(transfer, "H5Aread", fileType, type, flat, 0, count);
  }

  private static void write(Hdf5Value value, Transfer transfer, String call) {
    long memoryType = NativeTypes.inMemory(value.type());
    if (value.elements() instanceof String[] strings) {
      if (strings.length > 0) {
        writeStrings(strings, memoryType, transfer, call);
      }
      return;
    }
    int entries = Packing.entries(value.elements());
    long bytes = (long) entries * Packing.entryBytes(value.type());
    if (bytes == 0) {
      return;
    }
    try (Memory memory = Memory.of(bytes)) {
      Packing.pack(value.elements(), 0, entries, memory.buffer());
      check(transfer.apply(memoryType, memory.pointer()), call);
    }
  }

  private static void writeStrings(
      String[] strings, long memoryType, Transfer transfer, String call) {
    byte[][] encoded = new byte[strings.length][];
    long total = 0;
    for (int i = 0; i < strings.length; i++) {
      encoded[i] = strings[i].getBytes(StandardCharsets.UTF_8);
      total += encoded[i].length + 1;
    }
    try (BytePointer characters = new BytePointer(total);
        LongPointer addresses = new LongPointer(strings.length)) {
      long at = 0;
      for (int i = 0; i < encoded.length; i++) {
        addresses.put(i, characters.address() + at);
        characters.position(at).put(encoded[i], 0, encoded[i].length);
        characters.position(at + encoded[i].length).put((byte) 0);
        characters.position(0);
        at += encoded[i].length + 1;
      }
      check(transfer.apply(memoryType, addresses), call);
    }
  }

  private static void read(
      Transfer transfer,
      String call,
      long fileType,
      ElementType type,
      Object flat,
      int to,
      int count) {
    if (count == 0) {
      return;
    }
    if (type != ElementType.STRING) {
      int entries = count * type.entriesPerElement();
      try (Memory memory = Memory.of((long) count * type.bytes())) {
        check(transfer.apply(NativeTypes.inMemory(type), memory.pointer()), call);
        Packing.unpack(memory.buffer(), flat, to * type.entriesPerElement(), entries);
      }
    } else if (H5.H5Tis_variable_str(fileType)) {
      readStrings(transfer, call, fileType, (String[]) flat, to, count);
    } else {
      readFixedStrings(transfer, call, fileType, (String[]) flat, to, count);
    }
  }

  private static void readStrings(
      Transfer transfer, String call, long fileType, String[] target, int to, int count) {
    long space = H5.H5Screate_simple(1, new long[] {count}, null);
    try (PointerPointer<BytePointer> addresses = new PointerPointer<>(count)) {
      check(transfer.apply(fileType, addresses), call);
      for (int i = 0; i < count; i++) {
        BytePointer string = addresses.get(BytePointer.class, i);
        boolean unwritten = string == null || string.isNull();
        target[to + i] = unwritten ? "" : string.getString(StandardCharsets.UTF_8);
      }
      check(hdf5.H5Treclaim(fileType, space, HDF5Constants.H5P_DEFAULT, addresses), "H5Treclaim");
    } finally {
      H5.H5Sclose(space);
    }
  }

  private static void readFixedStrings(
      Transfer transfer, String call, long fileType, String[] target, int to, int count) {
    int length = (int) H5.H5Tget_size(fileType);
    boolean spacePadded = H5.H5Tget_strpad(fileType) == HDF5Constants.H5T_STR_SPACEPAD;
    byte[] characters = new byte[Math.multiplyExact(length, count)];
    try (Memory memory = Memory.of(characters.length)) {
      check(transfer.apply(fileType, memory.pointer()), call);
      Packing.unpack(memory.buffer(), characters, 0, characters.length);
    }
    for (int i = 0; i < count; i++) {
      int end = i * length;
      while (end < (i + 1) * length && characters[end] != 0) {
        end++;
      }
      while (spacePadded && end > i * length && characters[end - 1] == ' ') {
        end--;
      }
      target[to + i] = new String(characters, i * length, end - i * length, StandardCharsets.UTF_8);
    }
  }

  static void check(int status, String call) {
    if (status < 0) {
      throw new HDF5Exception(call + " failed");
    }
  }

  /** Native memory: the kept buffer if it is long enough, else a block of its own. */
  private record Memory(BytePointer pointer, ByteBuffer buffer) implements AutoCloseable {
    static Memory of(long bytes) {
      if (bytes <= KEPT_BYTES) {
        return new Memory(KEPT_POINTER, KEPT);
      }
      BytePointer block = new BytePointer(bytes);
      return new Memory(block, block.asByteBuffer().order(ByteOrder.nativeOrder()));
    }

    @Override
    public void close() {
      if (pointer != KEPT_POINTER) {
        pointer.close();
      }
    }
  }
}
