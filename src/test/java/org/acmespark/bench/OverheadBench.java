package org.acmespark.bench;

import static org.acmespark.Args.each;
import static org.acmespark.Args.range;
import static org.acmespark.bench.Measures.delete;
import static org.acmespark.bench.Measures.median;
import static org.acmespark.bench.Measures.seconds;

import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.acmespark.LedgerAttempts;
import org.acmespark.ParallelMap;
import org.acmespark.ParallelMapBuilder;
import org.acmespark.Run;
import org.acmespark.model.Verbosity;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaSparkContext;

/**
 * What ledger, progress and commit cost cheap computations: a function without a result in a run
 * directory, which writes nothing but the ledger, beside the same calls in plain Spark with as many
 * partitions, and beside a function with a result in memory, which has progress and commit and no
 * ledger; alternating in one run. Arguments: computations (100000), rounds (9).
 */
public final class OverheadBench {
  private OverheadBench() {}

  public static void main(String[] args) throws Exception {
    int n = args.length > 0 ? Integer.parseInt(args[0]) : 100_000;
    int rounds = args.length > 1 ? Integer.parseInt(args[1]) : 9;
    List<Integer> inputs = IntStream.range(0, n).boxed().toList();
    List<Double> plain = new ArrayList<>();
    List<Double> memory = new ArrayList<>();
    List<Double> ledger = new ArrayList<>();
    List<Double> memoryProcessor = new ArrayList<>();
    List<Double> ledgerProcessor = new ArrayList<>();
    long bytes = 0;
    var conf =
        new SparkConf().setMaster("local[2]").setAppName("bench").set("spark.ui.enabled", "false");
    try (var spark = new JavaSparkContext(conf)) {
      spark.setLogLevel("ERROR");
      for (int round = 0; round < rounds; round++) {
        Path folder = Files.createTempDirectory("acme-bench");
        double processor = processorSeconds();
        long start = System.nanoTime();
        Run<?> run =
            compute(
                ParallelMap.over(each(range(n)))
                    .forEach(x -> cheap(x))
                    .name("cheap")
                    .outputDir(folder.resolve("run")));
        ledger.add(seconds(start));
        ledgerProcessor.add(processorSeconds() - processor);
        requireEach(folder.resolve("run/cheap_computations.jsonl"), n);
        bytes = Files.size(folder.resolve("run/cheap_computations.jsonl"));
        delete(folder);

        start = System.nanoTime();
        spark.parallelize(inputs, (int) run.ranges()).map(x -> cheap(x)).count();
        plain.add(seconds(start));

        processor = processorSeconds();
        start = System.nanoTime();
        compute(ParallelMap.over(each(range(n))).map(x -> cheap(x)).name("cheap").inMemory());
        memory.add(seconds(start));
        memoryProcessor.add(processorSeconds() - processor);
      }
    }
    System.out.printf("%d cheap calls on local[2], median of the last %d%n", n, (rounds + 1) / 2);
    System.out.printf("plain Spark, as many partitions     %7.3f s%n", median(plain));
    System.out.printf(
        "progress and commit, in memory      %7.3f s  %.2f times plain Spark%n",
        median(memory), median(memory) / median(plain));
    System.out.printf(
        "ledger, progress and commit         %7.3f s  %.2f times plain Spark%n",
        median(ledger), median(ledger) / median(plain));
    System.out.printf(
        "all three above plain Spark         %7.2f us per computation%n",
        (median(ledger) - median(plain)) / n * 1e6);
    System.out.printf(
        "ledger above in memory              %7.2f us per computation%n",
        (median(ledger) - median(memory)) / n * 1e6);
    System.out.printf(
        "the same in processor time          %7.2f us per computation%n",
        (median(ledgerProcessor) - median(memoryProcessor)) / n * 1e6);
    System.out.printf("ledger %30.1f bytes per computation%n", (double) bytes / n);
  }

  /** Of this process, with all its threads: other work on the machine does not count. */
  private static double processorSeconds() {
    var system =
        (com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
    return system.getProcessCpuTime() / 1e9;
  }

  private static double cheap(int x) {
    return Math.sin(x);
  }

  private static Run<?> compute(ParallelMapBuilder<?> builder) {
    try (var map = builder.verbosity(Verbosity.NORMAL).build()) {
      return map.compute().requireAllComputed();
    }
  }

  private static void requireEach(Path ledger, int n) throws Exception {
    if (LedgerAttempts.computed(ledger) != n) {
      throw new IllegalStateException("the ledger does not have each computation");
    }
  }
}
