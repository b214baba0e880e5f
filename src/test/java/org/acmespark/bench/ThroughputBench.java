package org.acmespark.bench;

import static org.acmespark.Args.all;
import static org.acmespark.Args.each;
import static org.acmespark.bench.Measures.delete;
import static org.acmespark.bench.Measures.median;
import static org.acmespark.bench.Measures.seconds;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.acmespark.ParallelMap;
import org.acmespark.Run;
import org.acmespark.examples.Randout;
import org.acmespark.model.Verbosity;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaSparkContext;

/**
 * Calls per second of a cheap function: in memory, in files, and through plain Spark with as many
 * partitions, alternating in one run. Arguments: computations (5000), rounds (15).
 */
public final class ThroughputBench {
  private ThroughputBench() {}

  public static void main(String[] args) throws Exception {
    int n = args.length > 0 ? Integer.parseInt(args[0]) : 5000;
    int rounds = args.length > 1 ? Integer.parseInt(args[1]) : 15;
    double[] x = new Random(1).doubles(n).toArray();
    List<Double> boxed = Arrays.stream(x).boxed().toList();
    var conf =
        new SparkConf().setMaster("local[2]").setAppName("bench").set("spark.ui.enabled", "false");
    List<Double> memory = new ArrayList<>();
    List<Double> files = new ArrayList<>();
    List<Double> plain = new ArrayList<>();
    long ranges = 0;
    try (var spark = new JavaSparkContext(conf)) {
      spark.setLogLevel("ERROR");
      for (int round = 0; round < rounds; round++) {
        long start = System.nanoTime();
        Run<Double> run = compute(x, null);
        memory.add(n / seconds(start));
        ranges = run.ranges();

        int partitions = (int) run.ranges();
        start = System.nanoTime();
        spark.parallelize(boxed, partitions).map(v -> Randout.randout(v, 3)).collect();
        plain.add(n / seconds(start));

        Path folder = Files.createTempDirectory("acme-bench");
        start = System.nanoTime();
        compute(x, folder.resolve("run"));
        files.add(n / seconds(start));
        delete(folder);
      }
    }
    System.out.printf(
        "%d calls of randout on local[2], %d ranges, median of the last %d rounds%n",
        n, ranges, (rounds + 1) / 2);
    System.out.printf("plain Spark, as many partitions  %,12.0f calls/s%n", median(plain));
    System.out.printf(
        "in memory                        %,12.0f calls/s  %.2f of plain Spark%n",
        median(memory), median(memory) / median(plain));
    System.out.printf("in files                         %,12.0f calls/s%n", median(files));
  }

  private static Run<Double> compute(double[] x, Path directory) {
    var builder =
        ParallelMap.over(each(x), all(3.0)).map(Randout::randout).verbosity(Verbosity.QUIET);
    try (var map =
        (directory == null ? builder.inMemory() : builder.outputDir(directory)).build()) {
      return map.compute().requireAllComputed();
    }
  }
}
