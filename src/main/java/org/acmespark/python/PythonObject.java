package org.acmespark.python;

import java.io.Serializable;
import java.util.Arrays;
import org.acmespark.model.Pickled;

/**
 * An object that only Python understands.
 *
 * @param inShort text that messages show for the object, for example the name of its class
 * @param pickle the bytes that Python's {@code pickle.load} reads
 */
public record PythonObject(String inShort, byte[] pickle) implements Pickled, Serializable {
  @Override
  public boolean equals(Object other) {
    return other instanceof PythonObject that && Arrays.equals(pickle, that.pickle);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(pickle);
  }

  @Override
  public String toString() {
    return "<" + inShort + ">";
  }
}
