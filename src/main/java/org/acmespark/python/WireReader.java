package org.acmespark.python;

import java.io.EOFException;
import java.io.IOException;
import java.lang.reflect.Array;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.ReadableByteChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.acmespark.hdf5.value.ElementType;
import org.acmespark.hdf5.value.Hdf5Value;
import org.acmespark.model.Outputs;

/** Reads frames of values in the format of {@code acme/_wire.py}. Not thread-safe. */
final class WireReader {
  private static final int BUFFER_BYTES = 1 << 18;
  private static final ElementType[] TYPES = ElementType.values();

  private final ReadableByteChannel channel;
  private final ByteBuffer in =
      ByteBuffer.allocateDirect(BUFFER_BYTES).order(ByteOrder.LITTLE_ENDIAN).limit(0);

  /** The head of a frame. */
  public record Frame(int kind, long length) {}

  /** Creates a reader for a channel that is at the beginning of a frame. */
  public WireReader(ReadableByteChannel channel) {
    this.channel = channel;
  }

  /**
   * Reads the head of the next frame. Throws {@link EOFException} if the other side has closed the
   * channel.
   */
  public Frame frame() throws IOException {
    need(9);
    return new Frame(in.get(), in.getLong());
  }

  /** Reads the next eight bytes. */
  long number() throws IOException {
    need(8);
    return in.getLong();
  }

  /** Reads the next bytes. */
  public byte[] bytes(long count) throws IOException {
    byte[] bytes = new byte[Math.toIntExact(count)];
    for (int at = 0; at < bytes.length; ) {
      need(1);
      int n = Math.min(in.remaining(), bytes.length - at);
      in.get(bytes, at, n);
      at += n;
    }
    return bytes;
  }

  /** Reads the next text, which its length precedes. */
  public String text() throws IOException {
    return new String(bytes(count()), StandardCharsets.UTF_8);
  }

  private int count() throws IOException {
    need(4);
    return in.getInt();
  }

  /** Reads the next value. */
  public Object value() throws IOException {
    need(1);
    int tag = in.get();
    switch (tag) {
      case 'd':
        need(8);
        return in.getDouble();
      case 'i':
        need(8);
        return in.getLong();
      case 'b':
        need(1);
        return in.get() != 0;
      case 'N':
        return null;
      case 's':
        return text();
      case 'A':
        return array();
      case 'U':
        return texts();
      case 'T':
        return Outputs.of(values().toArray());
      case 'L':
        return values();
      case 'P':
        String inShort = text();
        need(8);
        return new PythonObject(inShort, bytes(in.getLong()));
      default:
        throw new IOException("Python sent what is no value: it begins with " + tag);
    }
  }

  private List<Object> values() throws IOException {
    int count = count();
    List<Object> values = new ArrayList<>();
    for (int k = 0; k < count; k++) {
      values.add(value());
    }
    return values;
  }

  private Hdf5Value array() throws IOException {
    need(2);
    ElementType type = TYPES[in.get()];
    long[] shape = shape(in.get());
    Object array = type.newArray(count(shape));
    if (array instanceof byte[] bytes) {
      return Hdf5Value.flat(type, shape, bytes(bytes.length));
    }
    int length = Array.getLength(array);
    int size = BufferElements.bytes(array);
    for (int at = 0; at < length; ) {
      need(size);
      int n = Math.min(in.remaining() / size, length - at);
      BufferElements.get(array, at, n, in);
      in.position(in.position() + n * size);
      at += n;
    }
    return Hdf5Value.flat(type, shape, array);
  }

  private Hdf5Value texts() throws IOException {
    need(1);
    long[] shape = shape(in.get());
    String[] texts = new String[Math.toIntExact(count(shape))];
    for (int k = 0; k < texts.length; k++) {
      texts[k] = text();
    }
    return Hdf5Value.flat(ElementType.STRING, shape, texts);
  }

  private long[] shape(int rank) throws IOException {
    long[] shape = new long[rank];
    for (int k = 0; k < rank; k++) {
      need(8);
      shape[k] = in.getLong();
    }
    return shape;
  }

  private static long count(long[] shape) {
    long count = 1;
    for (long length : shape) {
      count *= length;
    }
    return count;
  }

  private void need(int bytes) throws IOException {
    while (in.remaining() < bytes) {
      in.compact();
      int n = channel.read(in);
      in.flip();
      if (n < 0) {
        throw new EOFException("the other side has gone");
      }
    }
  }
}
