package org.acmespark.engine.executor;

import java.util.Optional;
import org.acmespark.engine.channel.StackTraces;
import org.acmespark.function.ClassConflict;
import org.acmespark.function.ForeignException;
import org.acmespark.model.ComputationFailure;

/** Describes a call that threw an exception, on the JVM where it ran. */
final class FailedCall {
  /**
   * The most characters kept of a message, and below of a trace. Some messages hold whole
   * documents.
   */
  private static final int MESSAGE = 10_000;

  private static final int TRACE = 100_000;

  private FailedCall() {}

  /** Describes a failed call. {@code inputs} is a short description of its arguments. */
  public static ComputationFailure describe(
      String inputs, long index, int attempt, Throwable thrown, String host) {
    return new ComputationFailure(
        index,
        attempt,
        inputs,
        error(thrown),
        cut(message(thrown), MESSAGE) + advice(thrown),
        cut(
            thrown instanceof ForeignException foreign ? foreign.trace() : StackTraces.of(thrown),
            TRACE),
        host);
  }

  private static String advice(Throwable thrown) {
    try {
      ClassLoader loader = Thread.currentThread().getContextClassLoader();
      return loader == null ? "" : ClassConflict.advice(thrown, loader);
    } catch (RuntimeException | LinkageError e) {
      return ""; // a method of the user's exception failed
    }
  }

  private static String error(Throwable thrown) {
    if (thrown instanceof ForeignException foreign) {
      return foreign.error();
    }
    if (thrown instanceof TimedOutException) {
      return TimedOutException.ERROR;
    }
    return thrown instanceof ChangedArgumentException
        ? ChangedArgumentException.ERROR
        : thrown.getClass().getName();
  }

  private static String cut(String text, int most) {
    return text.length() <= most
        ? text
        : "%s ... (%s characters in all)".formatted(text.substring(0, most), text.length());
  }

  /** Returns the exception's message. A method of a user's exception may itself throw. */
  private static String message(Throwable thrown) {
    String message;
    try {
      message = Optional.ofNullable(thrown.getMessage()).orElse("");
    } catch (RuntimeException | StackOverflowError | LinkageError e) {
      message = "(its message cannot be shown: getMessage throws " + e.getClass().getName() + ")";
    }
    return thrown instanceof OutOfMemoryError
        ? "%s; the heap of the JVM is at most %s MB"
            .formatted(message, Runtime.getRuntime().maxMemory() >> 20)
        : message;
  }
}
