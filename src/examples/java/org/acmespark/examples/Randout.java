package org.acmespark.examples;

import org.acmespark.model.Default;

/**
 * A cheap function with a default, meant to be called thousands of times.
 *
 * <pre>{@code
 * $ submit/acme run org.acmespark.examples.Randout::randout 'linspace(-1,1,5000)'
 * }</pre>
 */
public final class Randout {
  private Randout() {}

  /** Returns {@code x / y} for positive {@code x}, else {@code x * y}. */
  public static double randout(double x, @Default("3") double y) {
    return x > 0 ? x / y : x * y;
  }
}
