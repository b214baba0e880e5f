package org.acmespark.hdf5.value;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.stream.LongStream;

/**
 * Writes values as bytes, to be stored or sent before they are written to a file.
 *
 * <pre>{@code
 * ValueBytes.write(Hdf5Value.of(new double[] {1, 2, 3}), out);
 * var head = ValueBytes.readHead(in);                  // FLOAT64, {3}
 * Hdf5Value value = ValueBytes.readElements(head.type(), head.shape(), in);
 * }</pre>
 *
 * <p>All numbers are little-endian. A value is its head (one byte for the type, by its place in
 * {@link ElementType}; one for the number of dimensions; eight for each length) and its elements in
 * the form of a file, so that {@code Hdf5Writer.stream} writes them unchanged. Only strings differ:
 * each is its length in bytes, in four bytes, followed by its UTF-8.
 */
public final class ValueBytes {
  private static final int BUFFER_BYTES = 64 << 10;
  private static final ElementType[] TYPES = ElementType.values();

  /** Stands where a type would: the head of a value follows, whose elements are kept elsewhere. */
  private static final byte ELSEWHERE = -1;

  private ValueBytes() {}

  /**
   * The head that precedes the elements of a value.
   *
   * @param elsewhere whether the elements are kept elsewhere and do not follow
   */
  public record Head(ElementType type, long[] shape, boolean elsewhere) {
    /** A head that the elements follow. */
    public Head(ElementType type, long[] shape) {
      this(type, shape, false);
    }

    /** Number of elements. */
    public long count() {
      return Shapes.count(shape);
    }

    /** Number of bytes of the elements; for strings, of their lengths only. */
    public long bytes() {
      return Math.multiplyExact(
          count(), type == ElementType.STRING ? Integer.BYTES : (long) type.bytes());
    }
  }

  /** Writes head and elements. */
  public static void write(Hdf5Value value, OutputStream out) throws IOException {
    writeHead(value, out);
    writeElements(value, out);
  }

  /** Writes the head of a value whose elements are kept elsewhere: a mark, and the head. */
  public static void writeHeadOnly(Hdf5Value value, OutputStream out) throws IOException {
    out.write(ELSEWHERE);
    writeHead(value, out);
  }

  private static void writeHead(Hdf5Value value, OutputStream out) throws IOException {
    long[] shape = value.shapeUncopied();
    ByteBuffer head = buffer(2 + Long.BYTES * shape.length);
    head.put((byte) value.type().ordinal()).put((byte) shape.length);
    LongStream.of(shape).forEach(head::putLong);
    out.write(head.array());
  }

  /** Writes the elements without a head. */
  public static void writeElements(Hdf5Value value, OutputStream out) throws IOException {
    if (value.elements() instanceof String[] strings) {
      for (String string : strings) {
        byte[] utf8 = string.getBytes(StandardCharsets.UTF_8);
        out.write(buffer(Integer.BYTES).putInt(utf8.length).array());
        out.write(utf8);
      }
      return;
    }
    int entryBytes = Packing.entryBytes(value.type());
    int entries = Packing.entries(value.elements());
    int atOnce = Math.min(entries, BUFFER_BYTES / entryBytes);
    ByteBuffer buffer = buffer(atOnce * entryBytes);
    for (int from = 0; from < entries; from += atOnce) {
      int count = Math.min(atOnce, entries - from);
      Packing.pack(value.elements(), from, count, buffer);
      out.write(buffer.array(), 0, count * entryBytes);
    }
  }

  /**
   * Reads a head; the elements follow unless they are kept elsewhere.
   *
   * @throws IOException if there is none
   */
  public static Head readHead(InputStream in) throws IOException {
    int type = read(in, 1).get();
    boolean elsewhere = type == ELSEWHERE;
    if (elsewhere) {
      type = read(in, 1).get();
    }
    int rank = read(in, 1).get();
    if (type < 0 || type >= TYPES.length || rank < 0) {
      throw new IOException(
          "type %s of %s dimensions is not the head of a value".formatted(type, rank));
    }
    long[] shape = new long[rank];
    read(in, Long.BYTES * rank).asLongBuffer().get(shape);
    return new Head(TYPES[type], shape, elsewhere);
  }

  /**
   * Reads as many elements as {@code shape} has; these may be a part of the value.
   *
   * @throws IOException if there are fewer
   */
  public static Hdf5Value readElements(ElementType type, long[] shape, InputStream in)
      throws IOException {
    Object flat = type.newArray(Shapes.count(shape));
    int entries = Packing.entries(flat);
    if (flat instanceof String[] strings) {
      for (int k = 0; k < entries; k++) {
        strings[k] = new String(read(in, readLength(in)).array(), StandardCharsets.UTF_8);
      }
    } else {
      int entryBytes = Packing.entryBytes(type);
      int atOnce = Math.min(entries, BUFFER_BYTES / entryBytes);
      for (int to = 0; to < entries; to += atOnce) {
        int count = Math.min(atOnce, entries - to);
        Packing.unpack(read(in, count * entryBytes), flat, to, count);
      }
    }
    return Hdf5Value.unchecked(type, shape.clone(), flat);
  }

  /** Reads the length of a string in bytes; its UTF-8 follows. */
  public static int readLength(InputStream in) throws IOException {
    return read(in, Integer.BYTES).getInt();
  }

  private static ByteBuffer read(InputStream in, int length) throws IOException {
    byte[] bytes = in.readNBytes(length);
    if (bytes.length < length) {
      throw new EOFException("the value ends early");
    }
    return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }

  private static ByteBuffer buffer(int bytes) {
    return ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }
}
