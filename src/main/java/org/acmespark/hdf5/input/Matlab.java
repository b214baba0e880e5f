package org.acmespark.hdf5.input;

import java.util.Map;
import org.acmespark.hdf5.value.ElementType;
import org.acmespark.hdf5.value.Hdf5Value;

/**
 * Interprets the attributes that MATLAB 7.3 writes: characters are numbers of 16 bits, truth values
 * are numbers of 8 bits, and an empty array is a dataset of its lengths. Arrays have their
 * dimensions in reverse order in the file.
 */
final class Matlab {
  static final String CLASS = "MATLAB_class";
  static final String EMPTY = "MATLAB_empty";

  private Matlab() {}

  static SliceSource.Form form(ElementType type, String className) {
    if (type == ElementType.UINT16 && className.equals("char")) {
      return SliceSource.Form.MATLAB_TEXT;
    }
    return type == ElementType.UINT8 && className.equals("logical")
        ? SliceSource.Form.MATLAB_LOGICAL
        : SliceSource.Form.PLAIN;
  }

  static String className(Map<String, Hdf5Value> attributes) {
    Hdf5Value value = attributes.get(CLASS);
    return value != null && value.isScalar() && value.elements() instanceof String[] names
        ? names[0]
        : "";
  }

  static boolean isEmpty(Map<String, Hdf5Value> attributes) {
    return attributes.containsKey(EMPTY);
  }

  static Hdf5Value logical(Hdf5Value numbers) {
    byte[] bytes = (byte[]) numbers.elements();
    boolean[] truths = new boolean[bytes.length];
    for (int i = 0; i < bytes.length; i++) {
      truths[i] = bytes[i] != 0;
    }
    return Hdf5Value.unchecked(ElementType.BOOL, numbers.shapeUncopied(), truths);
  }

  /**
   * Converts characters to strings. The characters of a string lie along the first dimension of the
   * file, and the strings along the second one. A single string becomes a scalar.
   */
  static Hdf5Value text(Hdf5Value characters) {
    long[] shape = characters.shapeUncopied();
    if (shape.length > 2) {
      return characters;
    }
    short[] codes = (short[]) characters.elements();
    int length = shape.length == 0 ? 1 : (int) shape[0];
    int count = shape.length < 2 ? 1 : (int) shape[1];
    String[] strings = new String[count];
    for (int k = 0; k < count; k++) {
      char[] string = new char[length];
      for (int i = 0; i < length; i++) {
        string[i] = (char) codes[i * count + k];
      }
      strings[k] = new String(string);
    }
    long[] shapeOfStrings = count == 1 ? new long[0] : new long[] {count};
    return Hdf5Value.unchecked(ElementType.STRING, shapeOfStrings, strings);
  }
}
