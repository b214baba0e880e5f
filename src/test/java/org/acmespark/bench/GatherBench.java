package org.acmespark.bench;

import static org.acmespark.Args.each;
import static org.acmespark.Args.range;
import static org.acmespark.bench.Measures.delete;
import static org.acmespark.bench.Measures.seconds;
import static org.acmespark.store.single.ExecutorPlaces.SEND;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryType;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import org.acmespark.ParallelMap;
import org.acmespark.model.Dim;
import org.acmespark.model.Verbosity;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaSparkContext;

/**
 * Gathers results of 8 MB into a single file, with 1 GB of heap for the driver, and in turn writes
 * as many bytes with a plain {@code FileChannel}. Arguments: megabytes (512), directory (the one
 * for temporary files), which must have room for twice as much, Spark's master ({@code
 * local-cluster[2,1,1024]}: executors in other processes), rounds (3). With the system property
 * {@code acme.send.arrays} executors send arrays, as those on other machines do. Then there is a
 * second baseline, the least that sending can be: two threads send as many bytes over the loopback
 * interface, and two others write them to the file.
 */
public final class GatherBench {
  private static final int VALUE_DOUBLES = 1 << 20;
  private static final long VALUE_BYTES = 8L * VALUE_DOUBLES;

  private GatherBench() {}

  public static void main(String[] args) throws Exception {
    int megabytes = args.length > 0 ? Integer.parseInt(args[0]) : 512;
    Path parent = Path.of(args.length > 1 ? args[1] : System.getProperty("java.io.tmpdir"));
    String master = args.length > 2 ? args[2] : "local-cluster[2,1,1024]";
    int rounds = args.length > 3 ? Integer.parseInt(args[3]) : 3;
    int n = Math.max(1, megabytes / 8);
    var conf =
        new SparkConf()
            .setMaster(master)
            .setAppName("gather")
            .set("spark.ui.enabled", "false")
            .set("spark.executor.extraClassPath", System.getProperty("java.class.path"))
            .set(
                "spark.executor.extraJavaOptions",
                Measures.executorOptions("-D" + SEND + "=" + Boolean.getBoolean(SEND)));
    Path folder = Measures.folderIn(parent, "acme-gather");
    try (var spark = new JavaSparkContext(conf)) {
      spark.setLogLevel("ERROR");
      gather(16, folder.resolve("warm-up"), false);
      gather(16, folder.resolve("warm-up-stacked"), true);
      delete(folder.resolve("warm-up"));
      delete(folder.resolve("warm-up-stacked"));
      System.out.printf(
          "%s, %d MB in %d results, driver heap %d MB%n",
          master, n * 8L, n, Runtime.getRuntime().maxMemory() >> 20);
      double[] groups = new double[rounds];
      double[] stacked = new double[rounds];
      double[] sent = new double[rounds];
      for (int round = 0; round < rounds; round++) {
        Path at = folder.resolve("round");
        double before = print("plain FileChannel", n, plain(n, at));
        delete(at);
        double ofGroups = print("groups in one file", n, gather(n, at, false));
        delete(at);
        double between = print("plain FileChannel", n, plain(n, at));
        delete(at);
        double ofStacked = print("one stacked dataset", n, gather(n, at, true));
        delete(at);
        double after = print("plain FileChannel", n, plain(n, at));
        delete(at);
        groups[round] = (before + between) / 2 / ofGroups;
        stacked[round] = (between + after) / 2 / ofStacked;
        if (Boolean.getBoolean(SEND)) {
          sent[round] =
              print("sockets and FileChannel", n, Loopback.seconds(n * VALUE_BYTES, at))
                  / ofStacked;
          delete(at);
        }
      }
      Arrays.sort(sent);
      Arrays.sort(groups);
      Arrays.sort(stacked);
      System.out.printf(
          "of plain writing: groups %.2f to %.2f, median %.2f; stacked %.2f to %.2f, median %.2f%n",
          groups[0],
          groups[rounds - 1],
          groups[rounds / 2],
          stacked[0],
          stacked[rounds - 1],
          stacked[rounds / 2]);
      if (Boolean.getBoolean(SEND)) {
        System.out.printf(
            "of plain sending and writing: stacked %.2f to %.2f, median %.2f%n",
            sent[0], sent[rounds - 1], sent[rounds / 2]);
      }
      System.out.printf("greatest use of the driver's heap: %d MB%n", peakHeap() >> 20);
    } finally {
      delete(folder);
    }
  }

  private static double[] ramp(int x) {
    double[] values = new double[VALUE_DOUBLES];
    Arrays.setAll(values, k -> x + k);
    return values;
  }

  private static double gather(int n, Path directory, boolean stacked) {
    var builder =
        ParallelMap.over(each(range(n)))
            .map(GatherBench::ramp)
            .singleFile()
            .outputDir(directory)
            .verbosity(Verbosity.QUIET);
    if (stacked) {
      builder.resultShape(Dim.STACK, VALUE_DOUBLES);
    }
    long start = System.nanoTime();
    try (var map = builder.build()) {
      map.compute().requireAllComputed();
    }
    return seconds(start);
  }

  private static double plain(int n, Path file) throws IOException {
    ByteBuffer buffer = ByteBuffer.allocateDirect(8 << 20);
    long start = System.nanoTime();
    try (var channel =
        FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
      for (int i = 0; i < n; i++) {
        buffer.clear();
        while (buffer.hasRemaining()) {
          channel.write(buffer);
        }
      }
      channel.force(true);
    }
    return seconds(start);
  }

  private static double print(String what, int n, double seconds) {
    System.out.printf("%-24s %7.2f s %7.0f MB/s%n", what, seconds, n * 8 / seconds);
    return seconds;
  }

  private static long peakHeap() {
    return ManagementFactory.getMemoryPoolMXBeans().stream()
        .filter(pool -> pool.getType() == MemoryType.HEAP)
        .mapToLong(pool -> pool.getPeakUsage().getUsed())
        .sum();
  }
}
