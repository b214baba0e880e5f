package org.acmespark.it;

import java.io.IOException;
import java.io.Serializable;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/** What executors call whose results go on as an RDD: nothing of JUnit here. */
final class RddFunctions {
  private RddFunctions() {}

  /** A class of the user's. */
  record Fit(int slope, double[] curve) implements Serializable {}

  /** Leaves a file per call in {@code notes}. */
  static Fit fit(int x, String notes) throws IOException {
    Files.createTempFile(Path.of(notes), "call", "");
    double[] curve = new double[20_000];
    Arrays.fill(curve, x);
    return new Fit(x, curve);
  }

  static double sum(Fit fit) {
    return Arrays.stream(fit.curve()).sum();
  }
}
