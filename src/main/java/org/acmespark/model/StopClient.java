package org.acmespark.model;

/**
 * When the cluster is stopped after a {@code ParallelMap} is closed. Properties and the command
 * line write the constants {@code auto}, {@code true} and {@code false}.
 */
public enum StopClient {
  /** If it was started for this {@code ParallelMap}. */
  IF_STARTED_HERE("auto"),
  /** Always, even if it was open before. */
  ALWAYS("true"),
  /** Never; the next {@code ParallelMap} finds it. */
  NEVER("false");

  private final String text;

  StopClient(String text) {
    this.text = text;
  }

  /**
   * The constant for {@code auto}, {@code true} or {@code false}.
   *
   * @throws IllegalArgumentException for any other text
   */
  public static StopClient parse(String text) {
    for (StopClient when : values()) {
      if (when.text.equalsIgnoreCase(text)) {
        return when;
      }
    }
    throw new IllegalArgumentException("'%s' is none of auto, true, false".formatted(text));
  }
}
