package com.example;

import static org.acmespark.Args.all;
import static org.acmespark.Args.each;

import java.util.Arrays;
import java.util.List;
import org.acmespark.ParallelMap;

/** The same from a main class: the spectrum of one signal, in the directory that is given. */
public final class Analysis {
  private Analysis() {}

  public static void main(String[] args) {
    if (args.length != 1) {
      System.err.println("usage: Analysis DIRECTORY");
      System.exit(2);
    }
    double[] signal = new double[64];
    Arrays.setAll(signal, t -> Math.sin(Math.PI * t / 4));
    List<Double> frequencies = List.of(0.0, 0.125, 0.25, 0.375, 0.5);
    try (var map =
        ParallelMap.over(all(signal), each(frequencies))
            .map(Spectrum::power)
            .name("power")
            .outputDir(args[0])
            .build()) {
      var run = map.compute().requireAllComputed();
      System.out.println(run.container().orElseThrow());
    }
  }
}
