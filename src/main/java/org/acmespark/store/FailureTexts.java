package org.acmespark.store;

import java.util.HashMap;
import java.util.Map;
import org.acmespark.model.ComputationFailure;

/**
 * Limits the memory that failures take on the driver, since a function may throw a million times,
 * with long messages. The first failures keep their texts. Later ones keep the error, the beginning
 * of the message and the topmost frames, and equal texts are stored once. The ledger has more of
 * them ({@link RecordedTexts}). Not thread-safe.
 */
public final class FailureTexts {
  private static final long WHOLE_CHARACTERS = 8 << 20;
  private static final int MESSAGE = 80;
  private static final int FRAMES = 2000;
  private static final int MOST_POOLED = 10_000;
  private static final String FRAME = "\n\tat ";

  private final Map<String, String> pool = new HashMap<>();
  private long characters;

  /** Returns the failure with shortened texts. */
  public ComputationFailure kept(ComputationFailure failure) {
    if (characters < WHOLE_CHARACTERS) {
      characters +=
          failure.inputs().length() + failure.message().length() + failure.stackTrace().length();
      return failure;
    }
    return new ComputationFailure(
        failure.index(),
        failure.attempt(),
        "",
        pooled(failure.error(), failure.error()),
        pooledOrItself(begin(failure.message())),
        pooled(frames(failure), ""),
        pooled(failure.host(), ""));
  }

  private static String begin(String message) {
    return message.length() <= MESSAGE ? message : message.substring(0, MESSAGE) + " ...";
  }

  /** Returns the trace without the message, which differs between computations. */
  private static String frames(ComputationFailure failure) {
    String trace = failure.stackTrace();
    int at = trace.indexOf(FRAME);
    if (at < 0) {
      return "";
    }
    String frames = failure.error() + trace.substring(at);
    return frames.length() <= FRAMES
        ? frames
        : frames.substring(0, Math.max(0, frames.lastIndexOf('\n', FRAMES)));
  }

  private String pooledOrItself(String text) {
    return pooled(text, text);
  }

  private String pooled(String text, String whereFull) {
    String known = pool.get(text);
    if (known != null) {
      return known;
    }
    if (pool.size() >= MOST_POOLED) {
      return whereFull;
    }
    pool.put(text, text);
    return text;
  }
}
