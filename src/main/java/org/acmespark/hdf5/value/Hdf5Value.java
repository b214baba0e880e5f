package org.acmespark.hdf5.value;

import java.io.Serializable;
import java.lang.reflect.Array;
import java.util.Arrays;
import java.util.Objects;
import org.acmespark.model.StoredValue;

/**
 * A value in the form that HDF5 stores: element type, shape and the elements in one flat array,
 * with the last dimension running fastest.
 *
 * <pre>{@code
 * Hdf5Value matrix = Hdf5Value.of(new int[][] {{1, 2, 3}, {4, 5, 6}});
 * matrix.type();      // INT32
 * matrix.shape();     // {2, 3}
 * matrix.elements();  // int[] {1, 2, 3, 4, 5, 6}
 * }</pre>
 *
 * <p>Flat arrays are not copied: do not change the array afterwards.
 */
public final class Hdf5Value implements StoredValue, Serializable {
  private static final long serialVersionUID = 1;

  private final ElementType type;
  private final long[] shape;
  private final Object elements;

  private Hdf5Value(ElementType type, long[] shape, Object elements) {
    this.type = type;
    this.shape = shape;
    this.elements = elements;
  }

  /**
   * Converts a Java value: numbers and booleans, as boxes or in primitive, boxed or rectangular
   * nested arrays and lists; strings, characters, constants of enums, and java.time's dates, times
   * and durations, as strings; commons-math {@code Complex}; {@code ucar.ma2.Array}. Lists that mix
   * numbers get the narrowest type that holds all of them.
   *
   * @throws NotStorableException for null, maps, ragged arrays and all other objects; the message
   *     tells where
   */
  public static Hdf5Value of(Object javaValue) {
    return javaValue instanceof Hdf5Value value ? value : Flattening.flatten(javaValue);
  }

  /**
   * Creates a value from its parts.
   *
   * @param shape lengths of the dimensions; empty for a scalar
   * @param elements a flat array of the class that {@code type} names: see {@link ElementType}
   * @throws IllegalArgumentException if class or length of {@code elements} do not fit
   */
  public static Hdf5Value flat(ElementType type, long[] shape, Object elements) {
    Objects.requireNonNull(type, "type");
    if (!type.arrayClass().isInstance(elements)) {
      throw new IllegalArgumentException(
          "elements of type %s must be a %s, not a %s"
              .formatted(
                  type.numpyName(),
                  type.arrayClass().getSimpleName(),
                  elements == null ? "null" : elements.getClass().getTypeName()));
    }
    long entries = Shapes.count(shape) * type.entriesPerElement();
    if (Array.getLength(elements) != entries) {
      throw new IllegalArgumentException(
          "elements has %s entries, but shape %s of %s needs %s"
              .formatted(
                  Array.getLength(elements), Arrays.toString(shape), type.numpyName(), entries));
    }
    if (elements instanceof String[] strings) {
      Flattening.checkStrings(strings);
    }
    return new Hdf5Value(type, shape.clone(), elements);
  }

  /** Creates a value without checks, for callers in this package that have checked everything. */
  public static Hdf5Value unchecked(ElementType type, long[] shape, Object elements) {
    return new Hdf5Value(type, shape, elements);
  }

  /** Type of the elements. */
  public ElementType type() {
    return type;
  }

  /** Lengths of the dimensions; empty for a scalar. */
  public long[] shape() {
    return shape.clone();
  }

  /**
   * The elements in one flat array, which is not a copy: a primitive array, {@code boolean[]} or
   * {@code String[]}. Complex numbers are interleaved in a {@code double[]} or {@code float[]} of
   * twice the length; float16 is {@code short[]} of bits; unsigned integers are the bits of signed
   * ones.
   */
  public Object elements() {
    return elements;
  }

  /**
   * Returns the value with the given number of dimensions, if dropping dimensions of length 1
   * achieves that, first ones first; otherwise returns the value itself.
   */
  public Hdf5Value withoutUnitDimensions(int rank) {
    long units = Arrays.stream(shape).filter(length -> length == 1).count();
    if (shape.length <= rank || shape.length - units > rank) {
      return this;
    }
    long[] left = new long[rank];
    int toDrop = shape.length - rank;
    int kept = 0;
    for (long length : shape) {
      if (length == 1 && toDrop > 0) {
        toDrop--;
      } else {
        left[kept++] = length;
      }
    }
    return new Hdf5Value(type, left, elements);
  }

  /** Returns an equal value with elements of its own: the array it was made from may change. */
  public Hdf5Value copy() {
    int length = Array.getLength(elements);
    Object own = Array.newInstance(elements.getClass().getComponentType(), length);
    System.arraycopy(elements, 0, own, 0, length);
    return new Hdf5Value(type, shape, own);
  }

  /** Approximate number of bytes of the value in a file, without HDF5's metadata. */
  public long bytes() {
    long bytes = Shapes.count(shape) * type.bytes();
    if (elements instanceof String[] strings) {
      for (String string : strings) {
        bytes += string.length();
      }
    }
    return bytes;
  }

  /**
   * Converts the value to plain Java: a scalar as box, {@code String} or {@code Complex}; an array
   * as a (nested) array of primitives, {@code String} or {@code Complex}. Float16 becomes float,
   * and unsigned integers become the next wider signed type; uint64 becomes {@code long}, or {@code
   * BigInteger} if one of them is beyond its range.
   */
  @Override
  public Object toJava() {
    Object flat = JavaForm.flat(type, elements);
    if (shape.length == 0) {
      return Array.get(flat, 0);
    }
    return shape.length == 1 ? JavaForm.own(flat, elements) : JavaForm.nested(flat, shape);
  }

  public long[] shapeUncopied() {
    return shape;
  }

  public boolean isScalar() {
    return shape.length == 0;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Hdf5Value that
        && type == that.type
        && Arrays.equals(shape, that.shape)
        && Objects.deepEquals(elements, that.elements);
  }

  @Override
  public int hashCode() {
    return 31 * type.hashCode() + Arrays.hashCode(shape);
  }

  /** Describes type and shape, as in {@code float64 (3, 4)}. */
  @Override
  public String toString() {
    return type.numpyName() + " " + Shapes.text(shape);
  }
}
