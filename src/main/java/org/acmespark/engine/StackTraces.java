package org.acmespark.engine;

import java.io.PrintWriter;
import java.io.StringWriter;

/** Stack traces as text. */
final class StackTraces {
  private StackTraces() {}

  static String of(Throwable thrown) {
    var trace = new StringWriter();
    thrown.printStackTrace(new PrintWriter(trace, true));
    return trace.toString().stripTrailing();
  }
}
