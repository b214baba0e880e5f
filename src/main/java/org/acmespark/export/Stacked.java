package org.acmespark.export;

import java.util.Arrays;
import java.util.Map;
import org.acmespark.hdf5.value.ElementType;
import org.acmespark.hdf5.value.Hdf5Value;
import org.acmespark.hdf5.value.Shapes;

/**
 * How one return value of all computations becomes a variable of a netCDF-4 file.
 *
 * @param type of the results
 * @param written type in the file: netCDF has neither half precision nor truth values
 * @param shape of one result
 * @param missing elements of a computation without results
 * @param attributes of the variable, by name
 */
record Stacked(
    ElementType type,
    ElementType written,
    long[] shape,
    Object missing,
    Map<String, Hdf5Value> attributes) {
  /**
   * Plans the variable.
   *
   * @param sample the value of one computation
   * @param gaps whether computations have no results
   * @throws IllegalArgumentException if netCDF has no such elements
   */
  static Stacked of(Hdf5Value sample, int position, boolean gaps) {
    ElementType type = sample.type();
    ElementType written =
        switch (type) {
          case FLOAT16 -> ElementType.FLOAT32;
          case BOOL -> ElementType.INT8;
          case COMPLEX64, COMPLEX128 ->
              throw new IllegalArgumentException(
                  "return value %s (%s) is %s, and netCDF has no complex numbers; consolidate writes all into one HDF5 file"
                      .formatted(position, Kinds.name(position), Kinds.of(sample)));
          default -> type;
        };
    Object one = fill(written);
    Object missing = written.newArray(Shapes.count(sample.shape()));
    for (int k = 0; k < java.lang.reflect.Array.getLength(missing); k++) {
      System.arraycopy(one, 0, missing, k, 1);
    }
    // xarray reads truth values by this attribute; a mark of missing ones would make them floats.
    Map<String, Hdf5Value> attributes =
        type == ElementType.BOOL && !gaps
            ? Map.of("dtype", Hdf5Value.of("bool"))
            : gaps && type != ElementType.STRING
                ? Map.of("_FillValue", Hdf5Value.flat(written, new long[] {1}, one))
                : Map.of();
    return new Stacked(type, written, sample.shape(), missing, attributes);
  }

  /** The values that netCDF itself uses for what is missing (netcdf.h), and NaN. */
  private static Object fill(ElementType type) {
    return switch (type) {
      case INT8 -> new byte[] {-127};
      case UINT8 -> new byte[] {(byte) 255};
      case INT16 -> new short[] {-32767};
      case UINT16 -> new short[] {(short) 65535};
      case INT32 -> new int[] {-2147483647};
      case UINT32 -> new int[] {(int) 4294967295L};
      case INT64 -> new long[] {-9223372036854775806L};
      case UINT64 -> new long[] {-2L}; // the bits of 18446744073709551614
      case FLOAT32 -> new float[] {Float.NaN};
      case FLOAT64 -> new double[] {Double.NaN};
      default -> new String[] {""};
    };
  }

  /**
   * Returns the elements of a result as they are written.
   *
   * @param first the computation that the variable was planned for
   * @throws IllegalArgumentException if the result has another type or shape
   */
  Object elements(Hdf5Value value, int index, int first) {
    if (value.type() != type || !Arrays.equals(value.shape(), shape)) {
      throw new IllegalArgumentException(
          "a result of computation %s is %s, that of computation %s is %s %s: only results of one shape and type can be stacked; consolidate writes all into one HDF5 file"
              .formatted(index, Kinds.of(value), first, type.numpyName(), Shapes.text(shape)));
    }
    if (type == ElementType.BOOL) {
      boolean[] truths = (boolean[]) value.elements();
      byte[] bytes = new byte[truths.length];
      for (int k = 0; k < bytes.length; k++) {
        bytes[k] = (byte) (truths[k] ? 1 : 0);
      }
      return bytes;
    }
    if (type == ElementType.FLOAT16) {
      long[] line = {Shapes.count(shape)};
      return Hdf5Value.unchecked(type, line, value.elements()).toJava(); // as float[]
    }
    return value.elements();
  }
}
