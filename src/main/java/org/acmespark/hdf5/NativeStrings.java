package org.acmespark.hdf5;

import hdf.hdf5lib.H5;
import hdf.hdf5lib.HDF5Constants;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import org.bytedeco.javacpp.BytePointer;

/**
 * Converts strings for the library, which passes them by address. They are encoded here because
 * hdf5lib uses the modified UTF-8 of the Java native interface, which differs beyond the basic
 * plane. Needs the lock where the library is called.
 */
final class NativeStrings {
  private static final ByteOrder NATIVE = ByteOrder.nativeOrder();

  private NativeStrings() {}

  /** Zero-terminated strings in native memory, and their addresses for the library. */
  record Block(BytePointer characters, long[] addresses) implements AutoCloseable {
    static Block of(String[] strings) {
      byte[][] encoded = new byte[strings.length][];
      long total = 0;
      for (int i = 0; i < strings.length; i++) {
        encoded[i] = strings[i].getBytes(StandardCharsets.UTF_8);
        total += encoded[i].length + 1;
      }
      BytePointer characters = new BytePointer(total);
      long[] addresses = new long[strings.length];
      long at = 0;
      for (int i = 0; i < strings.length; i++) {
        byte[] string = encoded[i];
        addresses[i] = characters.address() + at;
        characters.position(at).put(string, 0, string.length);
        characters.position(at + string.length).put((byte) 0);
        characters.position(0);
        at += string.length + 1;
      }
      return new Block(characters, addresses);
    }

    @Override
    public void close() {
      characters.close();
    }
  }

  /** Copies the strings at the library's addresses, and returns their memory to the library. */
  static void take(long[] addresses, long type, String[] target, int to) {
    for (int i = 0; i < addresses.length; i++) {
      long address = addresses[i];
      // An element that was never written has no string.
      target[to + i] = address == 0 ? "" : new Foreign(address).getString(StandardCharsets.UTF_8);
    }
    reclaim(addresses, addresses.length, type);
  }

  /**
   * Copies the bytes of one variable-length sequence, and returns its memory to the library.
   *
   * @param lengthAndAddress the library's {@code hvl_t}
   */
  static byte[] takeBytes(long[] lengthAndAddress, int count, long type) {
    byte[] bytes = new byte[count];
    if (count > 0) {
      new Foreign(lengthAndAddress[1]).get(bytes, 0, count);
    }
    reclaim(lengthAndAddress, 1, type);
    return bytes;
  }

  private static void reclaim(long[] words, int elements, long type) {
    ByteBuffer bytes = ByteBuffer.allocate(Long.BYTES * words.length).order(NATIVE);
    bytes.asLongBuffer().put(words);
    long space = H5.H5Screate_simple(1, new long[] {elements}, null);
    try {
      H5.H5Treclaim(type, space, HDF5Constants.H5P_DEFAULT, bytes.array());
    } finally {
      H5.H5Sclose(space);
    }
  }

  /** Decodes consecutive strings of {@code length} bytes each. */
  static void split(byte[] characters, int length, boolean spacePadded, String[] target, int to) {
    for (int i = 0; i < characters.length / length; i++) {
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

  /** Memory that belongs to the library and must not be freed here. */
  private static final class Foreign extends BytePointer {
    Foreign(long address) {
      this.address = address;
    }
  }
}
