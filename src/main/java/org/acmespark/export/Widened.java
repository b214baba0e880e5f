package org.acmespark.export;

import java.lang.reflect.Array;
import org.acmespark.hdf5.value.Hdf5Value;

/** Whole numbers of up to 32 bits and truth values as float64, which holds all of them. */
final class Widened {
  private Widened() {}

  static double[] toDoubles(Hdf5Value value) {
    Object from = value.elements();
    double[] to = new double[Array.getLength(from)];
    for (int k = 0; k < to.length; k++) {
      to[k] =
          switch (value.type()) {
            case BOOL -> ((boolean[]) from)[k] ? 1 : 0;
            case UINT8 -> Byte.toUnsignedInt(((byte[]) from)[k]);
            case UINT16 -> Short.toUnsignedInt(((short[]) from)[k]);
            case UINT32 -> Integer.toUnsignedLong(((int[]) from)[k]);
            default -> ((Number) Array.get(from, k)).doubleValue();
          };
    }
    return to;
  }
}
