package org.acmespark.examples;

import org.acmespark.model.Default;
import uk.me.berndporr.iirj.Butterworth;

/**
 * Filters for recordings, one channel per computation.
 *
 * <pre>{@code
 * $ submit/acme run org.acmespark.examples.Filters::lowpass '@sigdata.h5:/data[:,*]' cutoff=50
 * }</pre>
 */
public final class Filters {
  private Filters() {}

  /**
   * Applies a Butterworth low-pass forward and backward, so that the signal is not shifted in time
   * and the order is doubled. Gustafsson (IEEE Trans. Signal Process. 44, 1996) compares such
   * filters. The ends are extended by reflection through the first and last sample, and each pass
   * starts in the steady state for its first value, as {@code scipy.signal.filtfilt} does by
   * default.
   *
   * @param samples one channel in time order, more than {@code 3 * (order + 1)} samples
   * @param cutoff frequency in Hz at which one pass has lost 3 dB, above 0 and below half the rate
   * @param rate samples per second
   * @param order order of one pass, at least 1
   * @return as many values as there are samples
   */
  public static double[] lowpass(
      double[] samples,
      @Default("50") double cutoff,
      @Default("1000") double rate,
      @Default("4") int order) {
    if (order < 1) {
      throw new IllegalArgumentException("order = " + order + " must be at least 1");
    }
    if (!(rate > 0) || Double.isInfinite(rate)) {
      throw new IllegalArgumentException("rate = " + rate + " Hz must be positive");
    }
    if (!(cutoff > 0 && cutoff < rate / 2)) {
      throw new IllegalArgumentException(
          "cutoff = %s Hz must lie between 0 and half the rate, %s Hz".formatted(cutoff, rate / 2));
    }
    int padding = 3 * (order + 1);
    if (samples.length <= padding) {
      throw new IllegalArgumentException(
          "samples has %s values; order %s needs more than %s"
              .formatted(samples.length, order, padding));
    }
    double[] extended = extendOdd(samples, padding);
    pass(extended, cutoff, rate, order);
    reverse(extended);
    pass(extended, cutoff, rate, order);
    reverse(extended);
    var filtered = new double[samples.length];
    System.arraycopy(extended, padding, filtered, 0, samples.length);
    return filtered;
  }

  /**
   * Applies one pass in place. Its gain at 0 Hz is 1, so the steady state is the steady state of
   * the difference.
   */
  private static void pass(double[] signal, double cutoff, double rate, int order) {
    var filter = new Butterworth();
    filter.lowPass(order, rate, cutoff);
    double start = signal[0];
    for (int i = 0; i < signal.length; i++) {
      signal[i] = filter.filter(signal[i] - start) + start;
    }
  }

  private static double[] extendOdd(double[] samples, int padding) {
    var extended = new double[samples.length + 2 * padding];
    System.arraycopy(samples, 0, extended, padding, samples.length);
    int last = samples.length - 1;
    for (int i = 1; i <= padding; i++) {
      extended[padding - i] = 2 * samples[0] - samples[i];
      extended[padding + last + i] = 2 * samples[last] - samples[last - i];
    }
    return extended;
  }

  private static void reverse(double[] signal) {
    for (int i = 0, j = signal.length - 1; i < j; i++, j--) {
      double kept = signal[i];
      signal[i] = signal[j];
      signal[j] = kept;
    }
  }
}
