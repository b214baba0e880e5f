package org.acmespark.bench;

import static org.acmespark.Args.each;
import static org.acmespark.Args.range;
import static org.acmespark.bench.Measures.seconds;

import java.util.List;
import java.util.stream.IntStream;
import org.acmespark.ParallelMap;
import org.acmespark.SlowCalls;
import org.acmespark.model.Verbosity;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaSparkContext;

/**
 * Uneven work: 100 calls that sleep 100 ms, one of them 50 times as long, on four executors,
 * against plain Spark with a task per call, with the long call at several places.
 */
public final class UnevenBench {
  private static final int CALLS = 100;
  private static final int SLEEP_MILLIS = 100;
  private static final int TIMES = 50;

  private UnevenBench() {}

  public static void main(String[] args) {
    String classPath = System.getProperty("java.class.path");
    var conf =
        new SparkConf()
            .setMaster("local-cluster[4,1,512]")
            .setAppName("uneven")
            .set("spark.ui.enabled", "false")
            .set("spark.executor.memory", "512m")
            .set("spark.executor.extraClassPath", classPath);
    try (var spark = new JavaSparkContext(conf)) {
      spark.setLogLevel("ERROR");
      for (int warmUp = 0; warmUp < 4; warmUp++) { // all executors are there and compiled
        plain(spark, -1);
        ours(-1);
      }
      for (int slow : new int[] {0, 3, 12, 37, 50, 88, 99}) {
        double plain = plain(spark, slow);
        double ours = ours(slow);
        System.out.printf(
            "long call at %2d: a task per call %5.2f s, acme %5.2f s, ratio %.3f%n",
            slow, plain, ours, ours / plain);
      }
    }
  }

  private static int sleep(int index, int slow) throws InterruptedException {
    SlowCalls.take(index == slow ? SLEEP_MILLIS * TIMES : SLEEP_MILLIS);
    return index;
  }

  private static double plain(JavaSparkContext spark, int slow) {
    List<Integer> inputs = IntStream.range(0, CALLS).boxed().toList();
    long start = System.nanoTime();
    spark.parallelize(inputs, CALLS).map(x -> sleep(x, slow)).collect();
    return seconds(start);
  }

  private static double ours(int slow) {
    long start = System.nanoTime();
    try (var map =
        ParallelMap.over(each(range(CALLS)))
            .map(x -> sleep(x, slow))
            .inMemory()
            .verbosity(Verbosity.QUIET)
            .build()) {
      map.compute().requireAllComputed();
    }
    return seconds(start);
  }
}
