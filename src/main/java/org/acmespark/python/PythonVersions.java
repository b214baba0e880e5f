package org.acmespark.python;

import java.io.Serializable;

/**
 * Versions that have to agree on all hosts.
 *
 * @param python as 3.13; empty if it is not known
 * @param numpy empty if it is not known
 */
record PythonVersions(String python, String numpy) implements Serializable {
  static final PythonVersions UNKNOWN = new PythonVersions("", "");

  /** What is wrong with those of another host; empty if nothing is. */
  String differenceFrom(PythonVersions other) {
    String difference = difference("Python", python, other.python);
    return difference.isEmpty() ? difference("NumPy", numpy, other.numpy) : difference;
  }

  private static String difference(String what, String here, String there) {
    return here.isEmpty() || there.isEmpty() || here.equals(there)
        ? ""
        : "%s is %s there, but %s on the driver".formatted(what, there, here);
  }
}
