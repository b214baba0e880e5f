package org.acmespark.display;

import java.util.List;
import java.util.Optional;
import org.acmespark.model.ComputationFailure;

/**
 * What failures have in common: the class of the exception and the place in the user's code, or the
 * message where no place is known. Messages may differ within a cause, since they often name the
 * input.
 *
 * @param error class name of the exception
 * @param where the topmost frame of the user's code, or the message
 */
public record FailureCause(String error, String where) {

  /** Returns the cause of a failure. */
  public static FailureCause of(ComputationFailure failure) {
    String where = topFrame(failure.stackTrace()).orElse(failure.message());
    return new FailureCause(failure.error(), where);
  }

  /** Returns the topmost frames of the user's code in a stack trace, at most three. */
  public static List<String> frames(String stackTrace) {
    return UserTrace.of(stackTrace).frames();
  }

  static Optional<String> topFrame(String stackTrace) {
    return frames(stackTrace).stream().findFirst();
  }
}
