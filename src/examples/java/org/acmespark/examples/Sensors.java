package org.acmespark.examples;

/**
 * Computes a moving average over a recording, one sensor per computation.
 *
 * <pre>{@code
 * $ submit/acme run org.acmespark.examples.Sensors::smooth '@sensors.h5:/data[*,:]' size=10
 * }</pre>
 */
public final class Sensors {
  private Sensors() {}

  /**
   * Computes the mean of {@code size} neighbouring samples around each sample. Beyond the ends the
   * first and last sample are repeated. The result equals {@code
   * scipy.ndimage.uniform_filter1d(samples, size, mode="nearest")}: a window of even size reaches
   * one sample farther back than ahead.
   *
   * @param samples one channel in time order
   * @param size window length in samples, at least 1; may exceed the recording
   * @return as many values as there are samples
   */
  public static double[] smooth(double[] samples, int size) {
    if (size < 1) {
      throw new IllegalArgumentException("size = " + size + " must be at least 1 sample");
    }
    var smoothed = new double[samples.length];
    if (samples.length == 0) {
      return smoothed;
    }
    int back = size / 2;
    double sum = 0;
    for (int offset = -back; offset < size - back; offset++) {
      sum += nearest(samples, offset);
    }
    smoothed[0] = sum / size;
    for (int i = 1; i < samples.length; i++) {
      // The window moves by one sample: one sample enters and one leaves, for any window size.
      sum += nearest(samples, (long) i - back + size - 1) - nearest(samples, (long) i - back - 1);
      smoothed[i] = sum / size;
    }
    return smoothed;
  }

  private static double nearest(double[] samples, long index) {
    return samples[(int) Math.max(0, Math.min(samples.length - 1, index))];
  }
}
