package org.acmespark.numpy;

import java.io.IOException;
import java.lang.reflect.Array;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import org.acmespark.hdf5.value.Hdf5Value;

/** Reads and writes whole arrays in NumPy's format. */
public final class Npy {
  private Npy() {}

  /**
   * Reads the array of a file.
   *
   * @throws IllegalArgumentException as {@link NpyFile#open}
   */
  public static Hdf5Value read(Path path) throws IOException {
    try (NpyFile file = NpyFile.open(path)) {
      long[] shape = file.shape();
      return file.read(new long[shape.length], shape);
    }
  }

  /**
   * Writes an array.
   *
   * @throws IllegalArgumentException if the elements are texts
   */
  public static void write(Path file, Hdf5Value value) throws IOException {
    byte[] header = NpyHeader.written(value.type(), value.shape());
    int entries = Array.getLength(value.elements());
    int size = entries * ArrayBytes.perEntry(value.elements());
    ByteBuffer bytes =
        ByteBuffer.allocate(header.length + size).order(ByteOrder.LITTLE_ENDIAN).put(header);
    ArrayBytes.put(value.elements(), 0, entries, bytes);
    Files.write(file, bytes.array());
  }
}
