package org.acmespark.engine;

import java.io.PrintWriter;
import java.io.StringWriter;

/** Stack traces as text. */
final class StackTraces {
  private StackTraces() {}

  /** As {@code printStackTrace} writes it; frames alone if a method of the exception's throws. */
  static String of(Throwable thrown) {
    var trace = new StringWriter();
    try {
      thrown.printStackTrace(new PrintWriter(trace, true));
    } catch (RuntimeException | StackOverflowError | LinkageError e) {
      trace.getBuffer().setLength(0);
      trace.write(thrown.getClass().getName());
      for (StackTraceElement frame : thrown.getStackTrace()) {
        trace.write("\n\tat " + frame);
      }
    }
    return trace.toString().stripTrailing();
  }
}
