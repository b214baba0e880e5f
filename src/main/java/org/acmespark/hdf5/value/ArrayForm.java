package org.acmespark.hdf5.value;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import ucar.ma2.Array;
import ucar.ma2.ArrayChar;

/** Converts netCDF-Java's arrays to HDF5 values. */
public final class ArrayForm {
  private ArrayForm() {}

  /** Converts an array of numbers, booleans or strings; copies it, because arrays may be views. */
  public static Hdf5Value flatten(Array array) {
    if (array instanceof ArrayChar characters) {
      return strings(characters);
    }
    Leaf leaf =
        Leaf.ofClass(array.getElementType())
            .orElseThrow(
                () ->
                    new NotStorableException(
                        "a %s of %s has no counterpart in HDF5"
                            .formatted(
                                array.getClass().getTypeName(),
                                array.getElementType().getTypeName())));
    long[] shape = Arrays.stream(array.getShape()).asLongStream().toArray();
    ElementType type = array.isUnsigned() ? unsigned(leaf.type()) : leaf.type();
    return value(type, shape, array);
  }

  /** Strings lie along the last dimension, as in netCDF-3, and end at the first NUL. */
  private static Hdf5Value strings(ArrayChar characters) {
    if (characters.getRank() <= 1) {
      return Flattening.flatten(
          characters.getRank() == 0 ? first(characters) : characters.getString());
    }
    List<String> strings = new ArrayList<>();
    ArrayChar.StringIterator iterator = characters.getStringIterator();
    while (iterator.hasNext()) {
      strings.add(iterator.next());
    }
    String[] flat = strings.toArray(String[]::new);
    Flattening.checkStrings(flat);
    int[] shape = characters.getShape();
    return Hdf5Value.unchecked(
        ElementType.STRING,
        Arrays.stream(shape).limit(shape.length - 1L).asLongStream().toArray(),
        flat);
  }

  private static String first(ArrayChar character) {
    return String.valueOf(character.getChar(character.getIndex()));
  }

  /** Converts an array whose type is known. */
  static Hdf5Value value(ElementType type, long[] shape, Array array) {
    Object flat = array.copyTo1DJavaArray();
    if (type == ElementType.STRING) {
      Object[] objects = (Object[]) flat;
      String[] strings = Arrays.copyOf(objects, objects.length, String[].class);
      Flattening.checkStrings(strings);
      flat = strings;
    }
    return Hdf5Value.unchecked(type, shape, flat);
  }

  public static ElementType unsigned(ElementType type) {
    return switch (type) {
      case INT8 -> ElementType.UINT8;
      case INT16 -> ElementType.UINT16;
      case INT32 -> ElementType.UINT32;
      case INT64 -> ElementType.UINT64;
      default -> type;
    };
  }
}
