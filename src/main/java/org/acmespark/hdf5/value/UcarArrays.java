package org.acmespark.hdf5.value;

import java.util.Arrays;
import ucar.ma2.Array;
import ucar.ma2.DataType;

/** Converts values to netCDF-Java's arrays. */
public final class UcarArrays {
  private UcarArrays() {}

  /**
   * Converts a value to an array of its shape. Halves become floats; complex numbers get a trailing
   * dimension of 2 with the real part first; unsigned integers are marked as such.
   */
  public static Array of(Hdf5Value value) {
    int[] shape = Arrays.stream(value.shape()).mapToInt(Math::toIntExact).toArray();
    return switch (value.type()) {
      case FLOAT16 -> Array.factory(DataType.FLOAT, shape, floats((short[]) value.elements()));
      case FLOAT32 -> Array.factory(DataType.FLOAT, shape, value.elements());
      case FLOAT64 -> Array.factory(DataType.DOUBLE, shape, value.elements());
      case COMPLEX64 -> Array.factory(DataType.FLOAT, withPair(shape), value.elements());
      case COMPLEX128 -> Array.factory(DataType.DOUBLE, withPair(shape), value.elements());
      case BOOL -> Array.factory(DataType.BOOLEAN, shape, value.elements());
      case STRING -> Array.factory(DataType.STRING, shape, value.elements());
      case INT8 -> Array.factory(DataType.BYTE, shape, value.elements());
      case INT16 -> Array.factory(DataType.SHORT, shape, value.elements());
      case INT32 -> Array.factory(DataType.INT, shape, value.elements());
      case INT64 -> Array.factory(DataType.LONG, shape, value.elements());
      case UINT8 -> unsigned(Array.factory(DataType.BYTE, shape, value.elements()));
      case UINT16 -> unsigned(Array.factory(DataType.SHORT, shape, value.elements()));
      case UINT32 -> unsigned(Array.factory(DataType.INT, shape, value.elements()));
      case UINT64 -> unsigned(Array.factory(DataType.LONG, shape, value.elements()));
    };
  }

  private static Array unsigned(Array array) {
    array.setUnsigned(true);
    return array;
  }

  private static float[] floats(short[] halves) {
    float[] floats = new float[halves.length];
    for (int i = 0; i < halves.length; i++) {
      floats[i] = Float16.value(halves[i]);
    }
    return floats;
  }

  private static int[] withPair(int[] shape) {
    int[] longer = Arrays.copyOf(shape, shape.length + 1);
    longer[shape.length] = 2;
    return longer;
  }
}
