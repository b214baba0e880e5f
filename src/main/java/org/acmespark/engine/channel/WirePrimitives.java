package org.acmespark.engine.channel;

import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.Function;
import org.acmespark.engine.channel.WireFormat.Form;

/** The forms of numbers and of arrays of numbers in {@link WireFormat}. */
final class WirePrimitives {
  private static final Map<Class<?>, Form> FORMS = new HashMap<>();

  static {
    both(
        double.class,
        Double.class,
        (value, out) -> out.room(1, Double.BYTES).putDouble((Double) value),
        ByteBuffer::getDouble);
    both(
        float.class,
        Float.class,
        (value, out) -> out.room(1, Float.BYTES).putFloat((Float) value),
        ByteBuffer::getFloat);
    both(long.class, Long.class, (value, out) -> out.putLong((Long) value), ByteBuffer::getLong);
    both(int.class, Integer.class, (value, out) -> out.putInt((Integer) value), ByteBuffer::getInt);
    both(
        short.class,
        Short.class,
        (value, out) -> out.room(1, Short.BYTES).putShort((Short) value),
        ByteBuffer::getShort);
    both(byte.class, Byte.class, (value, out) -> out.putByte((Byte) value), ByteBuffer::get);
    both(
        boolean.class,
        Boolean.class,
        (value, out) -> out.putByte((Boolean) value ? 1 : 0),
        WirePrimitives::flag);
    FORMS.put(
        double[].class,
        WireFormat.form(
            (value, out) -> {
              double[] array = (double[]) value;
              ByteBuffer room = head(array.length, Double.BYTES, out);
              room.asDoubleBuffer().put(array);
              skip(room, array.length, Double.BYTES);
            },
            in -> {
              double[] array = new double[WireFormat.length(in, Double.BYTES)];
              in.asDoubleBuffer().get(array);
              skip(in, array.length, Double.BYTES);
              return array;
            }));
    FORMS.put(
        float[].class,
        WireFormat.form(
            (value, out) -> {
              float[] array = (float[]) value;
              ByteBuffer room = head(array.length, Float.BYTES, out);
              room.asFloatBuffer().put(array);
              skip(room, array.length, Float.BYTES);
            },
            in -> {
              float[] array = new float[WireFormat.length(in, Float.BYTES)];
              in.asFloatBuffer().get(array);
              skip(in, array.length, Float.BYTES);
              return array;
            }));
    FORMS.put(
        long[].class,
        WireFormat.form(
            (value, out) -> {
              long[] array = (long[]) value;
              ByteBuffer room = head(array.length, Long.BYTES, out);
              room.asLongBuffer().put(array);
              skip(room, array.length, Long.BYTES);
            },
            in -> {
              long[] array = new long[WireFormat.length(in, Long.BYTES)];
              in.asLongBuffer().get(array);
              skip(in, array.length, Long.BYTES);
              return array;
            }));
    FORMS.put(
        int[].class,
        WireFormat.form(
            (value, out) -> {
              int[] array = (int[]) value;
              ByteBuffer room = head(array.length, Integer.BYTES, out);
              room.asIntBuffer().put(array);
              skip(room, array.length, Integer.BYTES);
            },
            in -> {
              int[] array = new int[WireFormat.length(in, Integer.BYTES)];
              in.asIntBuffer().get(array);
              skip(in, array.length, Integer.BYTES);
              return array;
            }));
    FORMS.put(
        short[].class,
        WireFormat.form(
            (value, out) -> {
              short[] array = (short[]) value;
              ByteBuffer room = head(array.length, Short.BYTES, out);
              room.asShortBuffer().put(array);
              skip(room, array.length, Short.BYTES);
            },
            in -> {
              short[] array = new short[WireFormat.length(in, Short.BYTES)];
              in.asShortBuffer().get(array);
              skip(in, array.length, Short.BYTES);
              return array;
            }));
    FORMS.put(
        char[].class,
        WireFormat.form(
            (value, out) -> {
              char[] array = (char[]) value;
              ByteBuffer room = head(array.length, Character.BYTES, out);
              room.asCharBuffer().put(array);
              skip(room, array.length, Character.BYTES);
            },
            in -> {
              char[] array = new char[WireFormat.length(in, Character.BYTES)];
              in.asCharBuffer().get(array);
              skip(in, array.length, Character.BYTES);
              return array;
            }));
    FORMS.put(
        byte[].class,
        WireFormat.form(
            (value, out) -> {
              out.putInt(((byte[]) value).length);
              out.putBytes((byte[]) value);
            },
            in -> {
              byte[] array = new byte[WireFormat.length(in, Byte.BYTES)];
              in.get(array);
              return array;
            }));
    FORMS.put(
        boolean[].class,
        WireFormat.form(
            (value, out) -> {
              boolean[] array = (boolean[]) value;
              ByteBuffer room = head(array.length, Byte.BYTES, out);
              for (boolean set : array) {
                room.put((byte) (set ? 1 : 0));
              }
            },
            in -> {
              boolean[] array = new boolean[WireFormat.length(in, Byte.BYTES)];
              for (int k = 0; k < array.length; k++) {
                array[k] = flag(in);
              }
              return array;
            }));
  }

  private WirePrimitives() {}

  /** Returns the form of a primitive type, its box, or its array. */
  static Optional<Form> form(Class<?> type) {
    return Optional.ofNullable(FORMS.get(type));
  }

  private static void both(
      Class<?> primitive,
      Class<?> boxed,
      BiConsumer<Object, WireOutput> writer,
      Function<ByteBuffer, Object> reader) {
    Form form = WireFormat.form(writer, reader);
    FORMS.put(primitive, form);
    FORMS.put(boxed, form);
  }

  private static ByteBuffer head(int length, int each, WireOutput out) {
    out.putInt(length);
    return out.room(length, each);
  }

  private static void skip(ByteBuffer buffer, int length, int each) {
    buffer.position(buffer.position() + length * each);
  }

  private static boolean flag(ByteBuffer in) {
    byte flag = in.get();
    if (flag != 0 && flag != 1) {
      throw WireFormat.malformed("a flag is " + flag);
    }
    return flag == 1;
  }
}
