package org.acmespark.hdf5.value;

import java.lang.reflect.Array;
import java.util.Locale;

/**
 * Type of the elements of a dataset or attribute, with the name that numpy and h5py give it.
 *
 * <p>{@code ElementType.FLOAT32.numpyName()} is {@code "float32"}, {@code bytes()} is 4.
 */
public enum ElementType {
  /** IEEE half precision, stored as 16 bits in a {@code short[]}; see {@link Float16}. */
  FLOAT16(2, short[].class),
  FLOAT32(4, float[].class),
  FLOAT64(8, double[].class),
  INT8(1, byte[].class),
  INT16(2, short[].class),
  INT32(4, int[].class),
  INT64(8, long[].class),
  /** Unsigned types are stored as the bits of the signed type of the same width. */
  UINT8(1, byte[].class),
  UINT16(2, short[].class),
  UINT32(4, int[].class),
  UINT64(8, long[].class),
  /** An enumeration of {@code FALSE} and {@code TRUE} over int8, as h5py stores it. */
  BOOL(1, boolean[].class),
  /** Variable-length UTF-8. */
  STRING(16, String[].class),
  /** A compound of {@code r} and {@code i}, stored interleaved: two floats per element. */
  COMPLEX64(8, float[].class),
  /** A compound of {@code r} and {@code i}, stored interleaved: two doubles per element. */
  COMPLEX128(16, double[].class);

  private final int bytes;
  private final Class<?> arrayClass;

  ElementType(int bytes, Class<?> arrayClass) {
    this.bytes = bytes;
    this.arrayClass = arrayClass;
  }

  /** Name of the type in numpy: {@code float64}, {@code uint8}, {@code bool}, {@code str}, ... */
  public String numpyName() {
    return this == STRING ? "str" : name().toLowerCase(Locale.ROOT);
  }

  /** Number of bytes of one element in a file; for strings, of the reference only. */
  public int bytes() {
    return bytes;
  }

  /** Class of the flat Java array for elements of this type. */
  Class<?> arrayClass() {
    return arrayClass;
  }

  /** Number of entries of the flat array per element: 2 for complex numbers, otherwise 1. */
  public int entriesPerElement() {
    return this == COMPLEX64 || this == COMPLEX128 ? 2 : 1;
  }

  /** Creates a flat array for {@code count} elements. */
  public Object newArray(long count) {
    return Array.newInstance(
        arrayClass.getComponentType(), Math.toIntExact(count * entriesPerElement()));
  }
}
