package org.acmespark.bench;

import static org.acmespark.Args.each;
import static org.acmespark.Args.range;
import static org.acmespark.bench.Measures.delete;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.lang.reflect.Field;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.acmespark.ParallelMap;
import org.acmespark.ParallelMapBuilder;
import org.acmespark.checksum.SumOfParts;
import org.acmespark.model.Dim;
import org.acmespark.model.Payload;
import org.acmespark.model.Verbosity;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaSparkContext;

/**
 * Runs with and without checksums in turn, in several layouts: medians of time and of processor
 * time. Arguments: megabytes (512), directory (the one for temporary files), rounds (5).
 */
public final class ChecksumBench {
  private static final double[] LARGE = new double[1 << 20];
  private static final double[] SMALL = new double[1 << 10];

  private ChecksumBench() {}

  public static void main(String[] args) throws Exception {
    int megabytes = args.length > 0 ? Integer.parseInt(args[0]) : 512;
    Path parent = Path.of(args.length > 1 ? args[1] : System.getProperty("java.io.tmpdir"));
    int rounds = args.length > 2 ? Integer.parseInt(args[2]) : 5;
    Arrays.setAll(LARGE, Math::sqrt);
    Arrays.setAll(SMALL, Math::sqrt);
    Field off = SumOfParts.class.getDeclaredField("off");
    off.setAccessible(true);
    Path folder = Files.createTempDirectory(parent, "acme-checksums");
    var conf =
        new SparkConf().setMaster("local[2]").setAppName("sums").set("spark.ui.enabled", "false");
    try (var spark = new JavaSparkContext(conf)) {
      spark.setLogLevel("ERROR");
      for (var layout : layouts(megabytes).entrySet()) {
        double[][] times = new double[4][rounds];
        for (int round = -1; round < rounds; round++) {
          for (int without = 0; without < 2; without++) {
            off.setBoolean(null, (without ^ round & 1) == 1);
            double[] taken = run(layout.getValue(), folder.resolve("run"));
            if (round >= 0) {
              int column = off.getBoolean(null) ? 2 : 0;
              times[column][round] = taken[0];
              times[column + 1][round] = taken[1];
            }
          }
        }
        double[] median = Arrays.stream(times).mapToDouble(ChecksumBench::median).toArray();
        System.out.printf(
            Locale.ROOT,
            "%-36s with %.2f s, %.2f s of processor; without %.2f s, %.2f s; ratio %.3f, %.3f%n",
            layout.getKey(),
            median[0],
            median[1],
            median[2],
            median[3],
            median[0] / median[2],
            median[1] / median[3]);
      }
    } finally {
      delete(folder);
    }
  }

  private static Map<String, ParallelMapBuilder<?>> layouts(int megabytes) {
    Map<String, ParallelMapBuilder<?>> layouts = new LinkedHashMap<>();
    int few = Math.max(1, megabytes / 8);
    int many = megabytes * 128;
    layouts.put(
        "files of 8 MB",
        ParallelMap.over(each(range(few))).map(i -> LARGE).payload(Payload.PER_COMPUTATION));
    layouts.put(
        "8 kB each in files of ranges",
        ParallelMap.over(each(range(many / 8))).map(i -> SMALL).payload(Payload.PER_PARTITION));
    layouts.put(
        "8 kB each, stacked",
        ParallelMap.over(each(range(many)))
            .map(i -> SMALL)
            .payload(Payload.PER_PARTITION)
            .resultShape(Dim.STACK, SMALL.length));
    layouts.put(
        "files of 8 MB, deflate:1",
        ParallelMap.over(each(range(few)))
            .map(i -> LARGE)
            .payload(Payload.PER_COMPUTATION)
            .compression("deflate:1"));
    layouts.put(
        "single file, arrays of 8 MB",
        ParallelMap.over(each(range(few))).map(i -> LARGE).singleFile());
    layouts.put(
        "1000 files of 8 kB",
        ParallelMap.over(each(range(1000))).map(i -> SMALL).payload(Payload.PER_COMPUTATION));
    return layouts;
  }

  /** Seconds, and seconds of processor time. */
  private static double[] run(ParallelMapBuilder<?> builder, Path directory) throws Exception {
    var system = (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
    long start = System.nanoTime();
    long processor = system.getProcessCpuTime();
    try (var map = builder.outputDir(directory).verbosity(Verbosity.QUIET).build()) {
      map.compute().requireAllComputed();
    }
    double[] taken = {
      (System.nanoTime() - start) / 1e9, (system.getProcessCpuTime() - processor) / 1e9
    };
    delete(directory);
    return taken;
  }

  private static double median(double[] values) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    return sorted[sorted.length / 2];
  }
}
