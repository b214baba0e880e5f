package org.acmespark.bench;

import static org.acmespark.Args.all;
import static org.acmespark.Args.each;
import static org.acmespark.bench.Measures.delete;
import static org.acmespark.bench.Measures.median;
import static org.acmespark.bench.Measures.seconds;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.acmespark.ParallelMap;
import org.acmespark.ParallelMapBuilder;
import org.acmespark.examples.Randout;
import org.acmespark.model.Verbosity;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaSparkContext;

/**
 * What Spark's authentication and encryption cost: start of the context, a run in files, and a
 * shared argument that travels to the executors, with and without, alternating in one run, in one
 * JVM and with executors of their own. Arguments: computations (5000), rounds (8), megabytes (64).
 */
public final class AuthenticationBench {
  private static final String[] WHAT = {"start of the context", "run in files", "shared argument"};

  private AuthenticationBench() {}

  public static void main(String[] args) throws Exception {
    int n = args.length > 0 ? Integer.parseInt(args[0]) : 5000;
    int rounds = args.length > 1 ? Integer.parseInt(args[1]) : 8;
    int megabytes = args.length > 2 ? Integer.parseInt(args[2]) : 64;
    double[] x = new Random(1).doubles(n).toArray();
    byte[] shared = new byte[megabytes << 20];
    new Random(2).nextBytes(shared);
    for (String master : List.of("local[2]", "local-cluster[2,1,1024]")) {
      List<List<Double>> with = lists();
      List<List<Double>> without = lists();
      for (int round = 0; round < rounds; round++) {
        boolean first = round % 2 == 0; // neither is always the first
        measure(conf(master, first), x, shared, first ? with : without);
        measure(conf(master, !first), x, shared, first ? without : with);
      }
      for (int k = 0; k < WHAT.length; k++) {
        System.out.printf(
            "%-24s %-21s %6.2f s with, %6.2f s without: %.2f times%n",
            master,
            WHAT[k],
            median(with.get(k)),
            median(without.get(k)),
            median(with.get(k)) / median(without.get(k)));
      }
    }
  }

  private static List<List<Double>> lists() {
    List<List<Double>> lists = new ArrayList<>();
    for (int k = 0; k < WHAT.length; k++) {
      lists.add(new ArrayList<>());
    }
    return lists;
  }

  private static SparkConf conf(String master, boolean authenticated) {
    var conf =
        new SparkConf()
            .setMaster(master)
            .setAppName("bench")
            .set("spark.ui.enabled", "false")
            .set("spark.executor.memory", "1g")
            .set("spark.executor.extraClassPath", System.getProperty("java.class.path"));
    return authenticated
        ? conf.set("spark.authenticate", "true")
            .set("spark.authenticate.secret", "known to the benchmark alone")
            .set("spark.network.crypto.enabled", "true")
            .set("spark.network.crypto.saslFallback", "false")
        : conf;
  }

  private static void measure(SparkConf conf, double[] x, byte[] shared, List<List<Double>> took)
      throws Exception {
    Path folder = Files.createTempDirectory("acme-bench");
    long start = System.nanoTime();
    try (var spark = new JavaSparkContext(conf)) {
      spark.setLogLevel("ERROR");
      spark.parallelize(List.of(1, 2, 3, 4), 4).map(v -> v + 1).collect(); // executors have come
      took.get(0).add(seconds(start));

      start = System.nanoTime();
      run(ParallelMap.over(each(x), all(3.0)).map(Randout::randout), folder.resolve("run"));
      took.get(1).add(seconds(start));

      start = System.nanoTime();
      run(
          ParallelMap.over(each(1, 2, 3, 4), all(shared)).map(AuthenticationBench::element),
          folder.resolve("shared"));
      took.get(2).add(seconds(start));
    } finally {
      delete(folder);
    }
  }

  private static int element(int index, byte[] shared) {
    return shared[index];
  }

  private static void run(ParallelMapBuilder<?> builder, Path directory) {
    try (var map = builder.verbosity(Verbosity.QUIET).outputDir(directory).build()) {
      map.compute().requireAllComputed();
    }
  }
}
