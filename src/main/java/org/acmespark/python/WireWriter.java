package org.acmespark.python;

import java.io.IOException;
import java.lang.reflect.Array;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.WritableByteChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.acmespark.function.OwnDefault;
import org.acmespark.hdf5.value.ElementType;
import org.acmespark.hdf5.value.Hdf5Value;
import org.acmespark.model.Computation;
import org.acmespark.model.Outputs;
import org.acmespark.model.Sequence;

/**
 * Writes frames of values in the format of {@code acme/_wire.py}. Not thread-safe.
 *
 * <p>Large arrays are not copied into the frame. They are written when the frame is sent.
 */
public final class WireWriter {
  private static final int BUFFER_BYTES = 1 << 18;

  private final WritableByteChannel channel;
  private final ByteBuffer direct =
      ByteBuffer.allocateDirect(BUFFER_BYTES).order(ByteOrder.LITTLE_ENDIAN);
  private ByteBuffer small = ByteBuffer.allocate(1 << 12).order(ByteOrder.LITTLE_ENDIAN);
  private final List<Large> larges = new ArrayList<>();
  private long largeBytes;

  /** An array that follows the first {@code after} bytes of the small values. */
  private record Large(int after, Object array) {}

  /** Creates a writer with an empty frame. */
  public WireWriter(WritableByteChannel channel) {
    this.channel = channel;
  }

  /** Returns the size of the frame so far in bytes. */
  public long size() {
    return small.position() + largeBytes;
  }

  /** Appends a byte. */
  public void putByte(int value) {
    room(1).put((byte) value);
  }

  /** Appends eight bytes. */
  public void putLong(long value) {
    room(8).putLong(value);
  }

  /** Appends a text with its length. */
  public void putText(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    room(4 + bytes.length).putInt(bytes.length).put(bytes);
  }

  /** Appends bytes as they are. */
  public void putRaw(byte[] bytes) {
    large(bytes, bytes.length);
  }

  /** Appends a value, preceded by its length. */
  public void putSized(Object value) {
    Mark at = beginSized();
    put(value);
    endSized(at);
  }

  /** The beginning of a frame. */
  static final Mark NOTHING = new Mark(0, 0, 0);

  /** A position in the frame. */
  record Mark(int small, int larges, long largeBytes) {}

  /** Returns the position behind what was appended so far. */
  Mark mark() {
    return new Mark(small.position(), larges.size(), largeBytes);
  }

  /** Removes everything behind a position. */
  void reset(Mark to) {
    small.position(to.small());
    larges.subList(to.larges(), larges.size()).clear();
    largeBytes = to.largeBytes();
  }

  /** Appends a length, which {@link #endSized} writes. */
  Mark beginSized() {
    Mark at = mark();
    putLong(0);
    return at;
  }

  /** Ends what {@link #beginSized} has begun. Returns its length. */
  long endSized(Mark at) {
    long length = size() - at.small() - at.largeBytes() - Long.BYTES;
    small.putLong(at.small(), length);
    return length;
  }

  /**
   * Appends a value.
   *
   * @throws IllegalArgumentException if Python has no corresponding type
   */
  public void put(Object value) {
    if (value == null) {
      putByte('N');
    } else if (value instanceof Double || value instanceof Float) {
      room(9).put((byte) 'd').putDouble(((Number) value).doubleValue());
    } else if (value instanceof Long
        || value instanceof Integer
        || value instanceof Short
        || value instanceof Byte) {
      room(9).put((byte) 'i').putLong(((Number) value).longValue());
    } else if (value instanceof Boolean truth) {
      room(2).put((byte) 'b').put((byte) (truth ? 1 : 0));
    } else if (value instanceof CharSequence || value instanceof Character) {
      putByte('s');
      putText(value.toString());
    } else if (value == OwnDefault.DEFAULT) {
      putByte('D');
    } else if (value instanceof Computation computation) {
      put(computation.index());
    } else if (value instanceof PythonObject object) {
      putByte('P');
      putText(object.inShort());
      putLong(object.pickle().length);
      putRaw(object.pickle());
    } else if (value instanceof PythonArray array) {
      room(array.encoded().length).put(array.encoded());
    } else {
      putMany(value);
    }
  }

  private void putMany(Object value) {
    if (value instanceof Outputs outputs) {
      putAll('T', outputs.values());
    } else if (value instanceof List<?> list) {
      putAll('L', list);
    } else if (value instanceof Sequence<?> sequence) {
      List<Object> all = new ArrayList<>();
      for (long k = 0; k < sequence.length(); k++) {
        all.add(sequence.get(k));
      }
      putAll('L', all);
    } else if (value instanceof Map<?, ?> map) {
      room(5).put((byte) 'M').putInt(map.size());
      map.forEach(
          (key, mapped) -> {
            put(key);
            put(mapped);
          });
    } else {
      putArray(Hdf5Value.of(value));
    }
  }

  private void putAll(char tag, List<?> values) {
    room(5).put((byte) tag).putInt(values.size());
    values.forEach(this::put);
  }

  private void putArray(Hdf5Value value) {
    long[] shape = value.shape();
    room(3 + 8 * shape.length);
    if (value.type() == ElementType.STRING) {
      small.put((byte) 'U');
    } else {
      small.put((byte) 'A').put((byte) value.type().ordinal());
    }
    small.put((byte) shape.length);
    long count = 1;
    for (long length : shape) {
      small.putLong(length);
      count *= length;
    }
    if (value.elements() instanceof String[] texts) {
      for (String text : texts) {
        putText(text);
      }
    } else {
      large(value.elements(), count * value.type().bytes());
    }
  }

  private ByteBuffer room(int bytes) {
    if (small.remaining() < bytes) {
      int capacity = Math.max(small.capacity() * 2, small.position() + bytes);
      small = ByteBuffer.allocate(capacity).order(ByteOrder.LITTLE_ENDIAN).put(small.flip());
    }
    return small;
  }

  private void large(Object array, long bytes) {
    larges.add(new Large(small.position(), array));
    largeBytes += bytes;
  }

  /** Sends the frame and begins a new one. */
  public void send(int kind) throws IOException {
    direct.clear();
    direct.put((byte) kind).putLong(size());
    int from = 0;
    for (Large large : larges) {
      sendBytes(small.array(), from, large.after());
      from = large.after();
      sendArray(large.array());
    }
    sendBytes(small.array(), from, small.position());
    drain();
    reset(NOTHING);
  }

  private void drain() throws IOException {
    direct.flip();
    while (direct.hasRemaining()) {
      channel.write(direct);
    }
    direct.clear();
  }

  private void sendBytes(byte[] bytes, int start, int end) throws IOException {
    for (int from = start; from < end; ) {
      if (!direct.hasRemaining()) {
        drain();
      }
      int n = Math.min(direct.remaining(), end - from);
      direct.put(bytes, from, n);
      from += n;
    }
  }

  private void sendArray(Object array) throws IOException {
    if (array instanceof byte[] bytes) {
      sendBytes(bytes, 0, bytes.length);
      return;
    }
    int size = BufferElements.bytes(array);
    int length = Array.getLength(array);
    for (int at = 0; at < length; ) {
      if (direct.remaining() < size) {
        drain();
      }
      int n = Math.min(direct.remaining() / size, length - at);
      BufferElements.put(array, at, n, direct);
      direct.position(direct.position() + n * size);
      at += n;
    }
  }
}
