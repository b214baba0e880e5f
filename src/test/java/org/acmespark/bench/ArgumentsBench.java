package org.acmespark.bench;

import static org.acmespark.Args.all;
import static org.acmespark.Args.each;
import static org.acmespark.Args.range;
import static org.acmespark.bench.Measures.median;
import static org.acmespark.bench.Measures.seconds;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.acmespark.ParallelMap;
import org.acmespark.function.NotPlainException;
import org.acmespark.function.ValueDigest;
import org.acmespark.model.Fn2;
import org.acmespark.model.SharedArguments;
import org.acmespark.model.Verbosity;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaSparkContext;

/**
 * What it costs that calls own their arguments: cheap calls in memory with a shared value that is
 * copied, checked and trusted, alternating in one run. Arguments: computations (100000), rounds
 * (9).
 */
public final class ArgumentsBench {
  private ArgumentsBench() {}

  public static void main(String[] args) throws Exception {
    int n = args.length > 0 ? Integer.parseInt(args[0]) : 100_000;
    int rounds = args.length > 1 ? Integer.parseInt(args[1]) : 9;
    var conf =
        new SparkConf().setMaster("local[2]").setAppName("bench").set("spark.ui.enabled", "false");
    try (var spark = new JavaSparkContext(conf)) {
      spark.setLogLevel("ERROR");
      List<Double> list = new ArrayList<>(Arrays.asList(1.0, 2.0, 3.0));
      compare("a list of 3", n, rounds, list, (x, values) -> x + values.get(0));
      compare("a constant list", n, rounds, List.of(1.0, 2.0), (x, values) -> x + values.get(0));
      compare("0.5 MB", n / 10, rounds, new double[64 << 10], (x, values) -> x + values[0]);
      compare("100 MB", n, rounds, new double[13 << 20], (x, values) -> x + values[0]);
    }
    digest("double[]", new double[13 << 20]);
    digest("byte[]", new byte[104 << 20]);
    digest("double[][]", new double[1300][10_000]);
  }

  private static <T> void compare(
      String name, int n, int rounds, T shared, Fn2<Integer, T, Double> function) {
    Map<SharedArguments, List<Double>> times = new EnumMap<>(SharedArguments.class);
    for (int round = 0; round < rounds; round++) {
      List<SharedArguments> order = new ArrayList<>(List.of(SharedArguments.values()));
      Collections.rotate(order, round); // none always runs after the same one
      for (SharedArguments how : order) {
        if (how == SharedArguments.COPY && name.equals("100 MB")) {
          continue;
        }
        long start = System.nanoTime();
        try (var map =
            ParallelMap.over(each(range(n)), all(shared))
                .map(function)
                .inMemory()
                .sharedArguments(how)
                .verbosity(Verbosity.QUIET)
                .build()) {
          map.compute().requireAllComputed();
        }
        times.computeIfAbsent(how, h -> new ArrayList<>()).add(seconds(start));
      }
    }
    double trusted = median(times.get(SharedArguments.TRUST));
    times.forEach(
        (how, taken) ->
            System.out.printf(
                "%-16s %7d calls  %-6s %7.3f s  %.2f times trust%n",
                name, n, how, median(taken), median(taken) / trusted));
  }

  private static void digest(String name, Object value) throws NotPlainException {
    List<Double> times = new ArrayList<>();
    long sum = 0;
    for (int round = 0; round < 20; round++) {
      long start = System.nanoTime();
      sum += ValueDigest.of(value);
      times.add(seconds(start));
    }
    System.out.printf(
        "digest of 100 MB of %-10s %6.1f ms (%d)%n", name, 1000 * median(times), sum & 1);
  }
}
