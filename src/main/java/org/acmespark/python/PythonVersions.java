package org.acmespark.python;

import java.io.Serializable;

/**
 * Versions that have to agree on all hosts.
 *
 * @param host where they are
 * @param python as 3.13; empty if it is not known
 * @param numpy empty if there is none, or it is not known
 */
record PythonVersions(String host, String python, String numpy) implements Serializable {
  /** Those of this host. */
  static PythonVersions here(String python, String numpy) {
    return new PythonVersions(HostName.here(), python, numpy);
  }

  /**
   * What is wrong with those of another host; empty if nothing is. Pickles of one Python are not
   * read by another, and those of NumPy 2 not by NumPy 1.
   */
  String differenceFrom(PythonVersions other) {
    if (differ(python, other.python)) {
      return difference("Python", python, other.python, other.host);
    }
    return differ(major(numpy), major(other.numpy))
        ? difference("NumPy", numpy, other.numpy, other.host)
        : "";
  }

  private static boolean differ(String here, String there) {
    return !here.isEmpty() && !there.isEmpty() && !here.equals(there);
  }

  private static String major(String version) {
    return version.replaceFirst("\\..*", "");
  }

  private String difference(String what, String here, String there, String otherHost) {
    return "%s is %s on %s, but %s on the driver's host, %s"
        .formatted(what, there, otherHost, here, host);
  }
}
