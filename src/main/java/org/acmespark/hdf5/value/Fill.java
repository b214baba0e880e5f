package org.acmespark.hdf5.value;

import java.lang.reflect.Array;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;

/** Values of elements without a result: NaN, 0, false, an empty string. */
public final class Fill {
  private static final short HALF_NAN = 0x7E00;

  private Fill() {}

  /** Creates a flat array of {@code count} fill elements. */
  public static Object array(ElementType type, long count) {
    Object array = type.newArray(count);
    switch (type) {
      case FLOAT16 -> Arrays.fill((short[]) array, HALF_NAN);
      case FLOAT32, COMPLEX64 -> Arrays.fill((float[]) array, Float.NaN);
      case FLOAT64, COMPLEX128 -> Arrays.fill((double[]) array, Double.NaN);
      case STRING -> Arrays.fill((String[]) array, "");
      default -> {} // new arrays are zero
    }
    return array;
  }

  /** Returns one fill element in native byte order. */
  public static byte[] bytes(ElementType type) {
    Object one = array(type, 1);
    ByteBuffer buffer = ByteBuffer.allocate(type.bytes()).order(ByteOrder.nativeOrder());
    for (int i = 0; i < Array.getLength(one); i++) {
      switch (type) {
        case FLOAT16 -> buffer.putShort(((short[]) one)[i]);
        case FLOAT32, COMPLEX64 -> buffer.putFloat(((float[]) one)[i]);
        case FLOAT64, COMPLEX128 -> buffer.putDouble(((double[]) one)[i]);
        default -> {} // zero already
      }
    }
    return buffer.array();
  }
}
