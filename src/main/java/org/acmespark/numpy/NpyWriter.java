package org.acmespark.numpy;

import java.io.IOException;
import java.lang.reflect.Array;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.acmespark.hdf5.value.ElementType;
import org.acmespark.hdf5.value.Shapes;

/**
 * Writes an array in NumPy's format from its first element to its last, in C order.
 *
 * <pre>{@code
 * try (var array = NpyWriter.create(file, ElementType.FLOAT64, new long[] {2, 3})) {
 *   array.append(new double[] {1, 2, 3});
 *   array.append(new double[] {4, 5, 6});
 *   array.finish();
 * }
 * }</pre>
 */
public final class NpyWriter implements AutoCloseable {
  private static final int BUFFER = 1 << 20;

  private final FileChannel file;
  private final ByteBuffer buffer = ByteBuffer.allocate(BUFFER).order(ByteOrder.LITTLE_ENDIAN);
  private long missing;

  private NpyWriter(FileChannel file, long entries) {
    this.file = file;
    this.missing = entries;
  }

  /**
   * Creates a file, which must not exist.
   *
   * @throws IllegalArgumentException if the elements are texts
   */
  public static NpyWriter create(Path path, ElementType type, long[] shape) throws IOException {
    byte[] header = NpyHeader.written(type, shape);
    var writer =
        new NpyWriter(
            FileChannel.open(path, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
            Shapes.count(shape) * type.entriesPerElement());
    writer.buffer.put(header);
    return writer;
  }

  /** Writes the next elements, in a flat array of the class that the type names. */
  public void append(Object elements) throws IOException {
    int entries = Array.getLength(elements);
    int size = ArrayBytes.perEntry(elements);
    if (entries > missing) {
      throw new IllegalArgumentException("more elements than the shape has");
    }
    for (int at = 0; at < entries; ) {
      if (buffer.remaining() < size) {
        drain();
      }
      int n = Math.min(entries - at, buffer.remaining() / size);
      ArrayBytes.put(elements, at, n, buffer);
      at += n;
    }
    missing -= entries;
  }

  private void drain() throws IOException {
    buffer.flip();
    while (buffer.hasRemaining()) {
      file.write(buffer);
    }
    buffer.clear();
  }

  /**
   * Brings everything to the disk.
   *
   * @throws IllegalStateException if elements are missing
   */
  public void finish() throws IOException {
    if (missing != 0) {
      throw new IllegalStateException(missing + " entries of the array are missing");
    }
    drain();
    file.force(true);
  }

  @Override
  public void close() throws IOException {
    file.close();
  }
}
