package org.acmespark.hdf5.value;

import java.lang.reflect.Array;
import java.util.Locale;

/**
 * Type of the elements of a dataset or attribute, with the name that numpy and h5py give it.
 *
 * <p>{@code ElementType.FLOAT32.numpyName()} is {@code "float32"}, {@code bytes()} is 4.
 */
public enum ElementType {
  /** IEEE half precision, held as its 16 bits in a {@code short[]}; see {@link Float16}. */
  FLOAT16(2, short[].class),
  FLOAT32(4, float[].class),
  FLOAT64(8, double[].class),
  INT8(1, byte[].class),
  INT16(2, short[].class),
  INT32(4, int[].class),
  INT64(8, long[].class),
  /** Unsigned types are held as the bits of the signed type of their width. */
  UINT8(1, byte[].class),
  UINT16(2, short[].class),
  UINT32(4, int[].class),
  UINT64(8, long[].class),
  /** An enumeration of {@code FALSE} and {@code TRUE} over int8, as h5py stores it. */
  BOOL(1, boolean[].class),
  /** Variable-length UTF-8. */
  STRING(16, String[].class),
  /** A compound of {@code r} and {@code i}, held interleaved: two floats per element. */
  COMPLEX64(8, float[].class),
  /** A compound of {@code r} and {@code i}, held interleaved: two doubles per element. */
  COMPLEX128(16, double[].class);

  private final int bytes;
  private final Class<?> arrayClass;

  ElementType(int bytes, Class<?> arrayClass) {
    this.bytes = bytes;
    this.arrayClass = arrayClass;
  }

  /** The name numpy uses: {@code float64}, {@code uint8}, {@code bool}, {@code str}, ... */
  public String numpyName() {
    return this == STRING ? "str" : name().toLowerCase(Locale.ROOT);
  }

  /** Bytes that one element takes in a file; of a string, those of its reference alone. */
  public int bytes() {
    return bytes;
  }

  /** Class of the flat array that holds elements of this type in Java. */
  Class<?> arrayClass() {
    return arrayClass;
  }

  /** How many entries of the flat array make one element: 2 for complex numbers, else 1. */
  public int entriesPerElement() {
    return this == COMPLEX64 || this == COMPLEX128 ? 2 : 1;
  }

  /** A new flat array for {@code count} elements. */
  public Object newArray(long count) {
    return Array.newInstance(
        arrayClass.getComponentType(), Math.toIntExact(count * entriesPerElement()));
  }
}
