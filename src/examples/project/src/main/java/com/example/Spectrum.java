package com.example;

/** A function as acme calls it: it knows nothing of acme. */
public final class Spectrum {
  private Spectrum() {}

  /**
   * The power of a signal at one frequency.
   *
   * @param samples of the signal
   * @param frequency in units of the sampling rate, 0 to 0.5
   */
  public static double power(double[] samples, double frequency) {
    double re = 0;
    double im = 0;
    for (int t = 0; t < samples.length; t++) {
      re += samples[t] * Math.cos(2 * Math.PI * frequency * t);
      im += samples[t] * Math.sin(2 * Math.PI * frequency * t);
    }
    return (re * re + im * im) / samples.length;
  }
}
