package org.acmespark.examples;

/**
 * The first function to try: three numbers in, one number out.
 *
 * <pre>{@code
 * $ submit/acme run org.acmespark.examples.Walkthrough::f '[2,4,6,8]' 4 z=3
 * }</pre>
 */
public final class Walkthrough {
  private Walkthrough() {}

  /** Returns the sum of two numbers times a third. */
  public static double f(double x, double y, double z) {
    return (x + y) * z;
  }
}
