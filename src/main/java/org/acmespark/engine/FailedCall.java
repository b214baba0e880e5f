package org.acmespark.engine;

import java.util.List;
import java.util.Optional;
import org.acmespark.function.ForeignException;
import org.acmespark.function.UserFunction;
import org.acmespark.model.Arg;
import org.acmespark.model.ComputationFailure;

/** What is kept of a call that threw, where it threw. */
final class FailedCall {
  /** Characters kept of a message and of a trace: some messages hold whole documents. */
  private static final int MESSAGE = 10_000;

  private static final int TRACE = 100_000;

  private FailedCall() {}

  static ComputationFailure describe(
      UserFunction function,
      List<Arg<?>> args,
      Object[] values,
      long index,
      int attempt,
      Throwable thrown,
      String host) {
    return new ComputationFailure(
        index,
        attempt,
        Arguments.inShort(function, args, values),
        error(thrown),
        cut(message(thrown), MESSAGE),
        cut(
            thrown instanceof ForeignException foreign ? foreign.trace() : StackTraces.of(thrown),
            TRACE),
        host);
  }

  private static String error(Throwable thrown) {
    if (thrown instanceof ForeignException foreign) {
      return foreign.error();
    }
    return thrown instanceof TimedOutException
        ? TimedOutException.ERROR
        : thrown.getClass().getName();
  }

  private static String cut(String text, int most) {
    return text.length() <= most
        ? text
        : "%s ... (%d characters in all)".formatted(text.substring(0, most), text.length());
  }

  /** Its message; a method of an exception of the user's may throw as well. */
  private static String message(Throwable thrown) {
    String message;
    try {
      message = Optional.ofNullable(thrown.getMessage()).orElse("");
    } catch (RuntimeException | StackOverflowError | LinkageError e) {
      message = "(its message cannot be told: getMessage throws " + e.getClass().getName() + ")";
    }
    return thrown instanceof OutOfMemoryError
        ? "%s; the heap of the JVM is at most %d MB"
            .formatted(message, Runtime.getRuntime().maxMemory() >> 20)
        : message;
  }
}
