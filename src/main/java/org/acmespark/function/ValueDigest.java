package org.acmespark.function;

import java.io.OutputStream;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * Computes a number that changes when something in a value changes, except for one case in 2^64.
 * Suitable for comparisons within one JVM, but not against deliberate collisions.
 */
public final class ValueDigest {
  private static final int DEEPEST = 64;

  /**
   * An odd factor, so that no change of a single element is lost; its bits are those of the golden
   * ratio.
   */
  private static final long FACTOR = 0x9E3779B97F4A7C15L;

  private static final VarHandle LONGS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  private ValueDigest() {}

  /**
   * Computes the digest of a value.
   *
   * @throws NotPlainException if it contains objects that {@link OwnCopies} cannot inspect; use
   *     {@link Bytes} with its serialized form then
   */
  public static long of(Object value) throws NotPlainException {
    return of(value, 0);
  }

  private static long of(Object value, int depth) throws NotPlainException {
    if (value == null) {
      return 1;
    }
    if (depth > DEEPEST) {
      throw NotPlainException.INSTANCE;
    }
    return switch (ValueKind.of(value).kind()) {
      case CONSTANT -> ofConstant(value);
      case PRIMITIVE_ARRAY -> ofPrimitives(value);
      case OTHER -> throw NotPlainException.INSTANCE;
      default -> {
        Object[] parts = OwnCopies.parts(value);
        long digest = parts.length;
        for (Object part : parts) {
          digest = digest * FACTOR + of(part, depth + 1);
        }
        yield digest;
      }
    };
  }

  private static long ofConstant(Object value) {
    if (value instanceof Double number) {
      return Double.doubleToRawLongBits(number);
    }
    if (value instanceof Long number) {
      return number;
    }
    if (value instanceof Number || value instanceof CharSequence || value instanceof Boolean) {
      return value.hashCode();
    }
    return System.identityHashCode(value);
  }

  private static long ofPrimitives(Object array) {
    long digest = 7;
    if (array instanceof double[] values) {
      for (double value : values) {
        digest = digest * FACTOR + Double.doubleToRawLongBits(value);
      }
    } else if (array instanceof long[] values) {
      for (long value : values) {
        digest = digest * FACTOR + value;
      }
    } else if (array instanceof float[] values) {
      for (float value : values) {
        digest = digest * FACTOR + Float.floatToRawIntBits(value);
      }
    } else if (array instanceof int[] values) {
      for (int value : values) {
        digest = digest * FACTOR + value;
      }
    } else if (array instanceof byte[] values) {
      digest = ofBytes(digest, values, 0, values.length);
    } else if (array instanceof short[] values) {
      for (short value : values) {
        digest = digest * FACTOR + value;
      }
    } else if (array instanceof char[] values) {
      for (char value : values) {
        digest = digest * FACTOR + value;
      }
    } else {
      for (boolean value : (boolean[]) array) {
        digest = digest * FACTOR + (value ? 1 : 0);
      }
    }
    return digest;
  }

  private static long ofBytes(long before, byte[] bytes, int offset, int length) {
    long digest = before;
    int at = offset;
    int end = offset + length;
    for (; at + Long.BYTES <= end; at += Long.BYTES) {
      digest = digest * FACTOR + (long) LONGS.get(bytes, at);
    }
    for (; at < end; at++) {
      digest = digest * FACTOR + bytes[at];
    }
    return digest;
  }

  /** Digests and counts the bytes of a serialized value. */
  public static final class Bytes extends OutputStream {
    private long digest = 7;
    private long count;

    @Override
    public void write(int b) {
      digest = digest * FACTOR + (byte) b;
      count++;
    }

    @Override
    public void write(byte[] bytes, int offset, int length) {
      digest = ofBytes(digest, bytes, offset, length);
      count += length;
    }

    /** The digest of the bytes written so far. */
    public long digest() {
      return digest;
    }

    /** Number of bytes written. */
    public long count() {
      return count;
    }
  }
}
