package org.acmespark.numpy;

import java.io.EOFException;
import java.io.IOException;
import java.lang.reflect.Array;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import org.acmespark.hdf5.value.ElementType;
import org.acmespark.hdf5.value.Hdf5Value;
import org.acmespark.hdf5.value.Shapes;

/**
 * Reads parts of an array in NumPy's format, in C or Fortran order and in either byte order.
 *
 * <pre>{@code
 * try (var file = NpyFile.open(Path.of("trials.npy"))) {        // shape (1000, 64)
 *   Hdf5Value row = file.read(new long[] {17, 0}, new long[] {1, 64});
 * }
 * }</pre>
 *
 * <p>Not for several threads at a time.
 */
public final class NpyFile implements AutoCloseable {
  /** How much is read at a time where the parts of a selection lie close to each other. */
  private static final int WINDOW = 1 << 20;

  private static final int CLOSE = 1 << 16;

  private final FileChannel file;
  private final NpyHeader header;

  private NpyFile(FileChannel file, NpyHeader header) {
    this.file = file;
    this.header = header;
  }

  /**
   * Opens a file.
   *
   * @throws IllegalArgumentException if the file does not have this format, is cut, or its elements
   *     are neither numbers nor truth values
   */
  public static NpyFile open(Path path) throws IOException {
    FileChannel file = FileChannel.open(path);
    try {
      return new NpyFile(file, NpyHeader.read(file));
    } catch (IllegalArgumentException e) {
      file.close();
      throw new IllegalArgumentException(
          "%s is no array of NumPy's: %s".formatted(path.getFileName(), e.getMessage()), e);
    } catch (IOException e) {
      file.close();
      throw e;
    }
  }

  /** Type of the elements. */
  public ElementType type() {
    return header.type();
  }

  /** Lengths of the dimensions; empty for a scalar. */
  public long[] shape() {
    return header.shape().clone();
  }

  /**
   * Reads a part of the array.
   *
   * @param start index of the first element in each dimension, from 0
   * @param count how many elements in each dimension
   * @throws IllegalArgumentException if the part reaches outside or is too large for a Java array
   */
  public Hdf5Value read(long[] start, long[] count) throws IOException {
    Shapes.checkSelection("the array", header.shape(), start, count);
    long n = Shapes.count(count);
    Object elements = header.type().newArray(n);
    if (n > 0) {
      boolean turned = header.fortranOrder() && count.length > 1;
      if (turned) {
        readStored(reversed(header.shape()), reversed(start), reversed(count), elements);
        elements = lastRunsFastest(elements, count, n);
      } else {
        readStored(header.shape(), start, count, elements);
      }
    }
    return Hdf5Value.flat(header.type(), count, elements);
  }

  /** Reads runs of elements that lie one behind the other, the last dimension varying fastest. */
  private void readStored(long[] shape, long[] start, long[] count, Object elements)
      throws IOException {
    int inner = shape.length - 1; // the first dimension that is part of a run
    while (inner > 0 && count[inner] == shape[inner]) {
      inner--;
    }
    long[] strides = new long[shape.length];
    long run = 1;
    long stride = 1;
    for (int k = shape.length - 1; k >= 0; k--) {
      strides[k] = stride;
      stride *= shape[k];
      run *= k >= inner ? count[k] : 1;
    }
    long at = 0;
    for (int k = 0; k < shape.length; k++) {
      at += start[k] * strides[k];
    }
    long gap = inner > 0 ? strides[inner - 1] * header.type().bytes() : Long.MAX_VALUE;
    var source = new Window(gap <= CLOSE);
    int perRun = (int) run * header.type().entriesPerElement();
    long[] index = new long[shape.length];
    for (int to = 0; to < Array.getLength(elements); to += perRun) {
      source.read(at * header.type().bytes(), elements, to, perRun);
      for (int k = inner - 1; k >= 0; k--) {
        at += strides[k];
        if (++index[k] < count[k]) {
          break;
        }
        at -= strides[k] * count[k];
        index[k] = 0;
      }
    }
  }

  /** The bytes of the file near the last read ones. */
  private final class Window {
    private final boolean ahead;
    private ByteBuffer bytes = ByteBuffer.allocate(0);
    private long from;

    Window(boolean ahead) {
      this.ahead = ahead;
    }

    void read(long position, Object elements, int at, int entries) throws IOException {
      int size = ArrayBytes.perEntry(elements);
      int done = 0;
      while (done < entries) {
        long next = position + (long) done * size;
        if (next < from || next + size > from + bytes.limit()) {
          load(next, (long) (entries - done) * size);
        }
        bytes.position((int) (next - from));
        int n = Math.min(entries - done, bytes.remaining() / size);
        ArrayBytes.get(elements, at + done, n, bytes);
        done += n;
      }
    }

    private void load(long position, long needed) throws IOException {
      long left = file.size() - header.start() - position;
      if (left < needed) {
        throw new EOFException("the file has been cut: it ends within its elements");
      }
      int length = (int) Math.min(ahead ? left : needed, WINDOW);
      if (length < bytes.capacity()) {
        bytes.clear().limit(length);
      } else {
        bytes = ByteBuffer.allocate(length);
      }
      bytes.order(header.order());
      NpyHeader.fill(file, header.start() + position, bytes);
      bytes.flip();
      from = position;
    }
  }

  /**
   * Reorders elements whose first dimension varies fastest, so that the last dimension varies
   * fastest.
   */
  private static Object lastRunsFastest(Object elements, long[] shape, long count) {
    int entries = (int) (Array.getLength(elements) / count);
    Object turned =
        Array.newInstance(elements.getClass().componentType(), Array.getLength(elements));
    long[] strides = new long[shape.length];
    strides[0] = 1;
    for (int k = 1; k < shape.length; k++) {
      strides[k] = strides[k - 1] * shape[k - 1];
    }
    long[] index = new long[shape.length];
    long from = 0;
    for (int to = 0; to < count; to++) {
      System.arraycopy(elements, (int) from * entries, turned, to * entries, entries);
      for (int k = shape.length - 1; k >= 0; k--) {
        from += strides[k];
        if (++index[k] < shape[k]) {
          break;
        }
        from -= strides[k] * shape[k];
        index[k] = 0;
      }
    }
    return turned;
  }

  private static long[] reversed(long[] values) {
    long[] reversed = new long[values.length];
    for (int k = 0; k < values.length; k++) {
      reversed[k] = values[values.length - 1 - k];
    }
    return reversed;
  }

  @Override
  public void close() throws IOException {
    file.close();
  }
}
