package org.acmespark.python;

import java.io.Serializable;
import java.util.Arrays;
import org.acmespark.model.Pickled;

/**
 * An object that Python alone understands.
 *
 * @param inShort what messages show in its place, as the name of its class
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
