package org.acmespark.python;

import java.io.Serializable;
import org.acmespark.function.Digested;

/**
 * An array that workers read from memory of the Python process that has started the run.
 *
 * @param inShort text that messages show for the array
 * @param digest digest of its content; empty if nothing will be compared with it
 * @param encoded where it is, for {@code acme/_wire.py}
 */
public record PythonArray(String inShort, String digest, byte[] encoded)
    implements Digested, Serializable {
  @Override
  public String toString() {
    return "<" + inShort + ">";
  }
}
