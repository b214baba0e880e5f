package org.acmespark.python;

import java.io.Serializable;

/**
 * The versions that must agree on all hosts.
 *
 * @param host host on which the versions are installed
 * @param python version of Python, for example 3.13; empty if unknown
 * @param numpy version of NumPy; empty if it is not installed or unknown
 */
record PythonVersions(String host, String python, String numpy) implements Serializable {
  /** The error of a worker whose versions do not fit. */
  static final String DIFFER = "VersionsDiffer";

  /** Returns the versions of this host. */
  static PythonVersions here(String python, String numpy) {
    return new PythonVersions(HostName.here(), python, numpy);
  }

  /**
   * Describes the difference from the versions of another host, empty if the versions fit. One
   * version of Python cannot read the pickles of another, and NumPy 1 cannot read those of NumPy 2.
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
