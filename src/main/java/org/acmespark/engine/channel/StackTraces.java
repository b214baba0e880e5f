package org.acmespark.engine.channel;

import java.io.PrintWriter;
import java.io.StringWriter;

/** Formats stack traces as text. */
public final class StackTraces {
  private StackTraces() {}

  /**
   * Returns the text that {@code printStackTrace} writes, or only the frames if a method of the
   * exception throws.
   */
  public static String of(Throwable thrown) {
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
