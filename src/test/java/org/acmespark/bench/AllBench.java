package org.acmespark.bench;

import static org.acmespark.Args.each;
import static org.acmespark.Args.range;
import static org.acmespark.bench.Measures.delete;
import static org.acmespark.bench.Measures.executorOptions;
import static org.acmespark.bench.Measures.folderIn;
import static org.acmespark.bench.Measures.seconds;

import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;
import org.acmespark.ParallelMap;
import org.acmespark.ParallelMapBuilder;
import org.acmespark.Results;
import org.acmespark.SlowCalls;
import org.acmespark.hdf5.Hdf5Reader;
import org.acmespark.hdf5.Hdf5Writer;
import org.acmespark.hdf5.value.Hdf5Value;
import org.acmespark.model.Dim;
import org.acmespark.model.Verbosity;
import org.acmespark.reading.ComputationResults;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaSparkContext;

/**
 * Each measure beside what does the same with less: ours and its baseline in turn, in one JVM, with
 * medians and spread. Single files are written twice: into recycled pages of memory, which were
 * freed just before, and into new ones, after a pause in which a virtual machine gives free pages
 * back to its host (free page reporting of Linux). Arguments: rounds (5), megabytes of a single
 * file (1024), directory (the one for temporary files), part of the names of rows (all rows).
 */
public final class AllBench {
  private static final int VALUE_DOUBLES = 1 << 20;
  private static final int GROUPS = 20_000;
  private static final int WARM_UP_SECONDS = 3;
  private static final int ROW_SECONDS = 5;

  /** Until free pages are the host's again. */
  private static final int PAUSE_MILLIS = 2000;

  private final int rounds;
  private final Path folder;
  private final String only;
  private int number;

  private AllBench(int rounds, Path folder, String only) {
    this.rounds = rounds;
    this.folder = folder;
    this.only = only;
  }

  public static void main(String[] args) throws Exception {
    int rounds = args.length > 0 ? Integer.parseInt(args[0]) : 5;
    int megabytes = args.length > 1 ? Integer.parseInt(args[1]) : 1024;
    Path parent = Path.of(args.length > 2 ? args[2] : System.getProperty("java.io.tmpdir"));
    Path folder = folderIn(parent, "acme-all");
    try {
      var bench = new AllBench(rounds, folder, args.length > 3 ? args[3] : "");
      System.out.printf(
          "%-78s %9s %9s %7s  %s%n",
          "medians of at least " + rounds, "ours", "baseline", "ratio", "spread");
      try (var spark = spark("local[2]")) {
        bench.cheapCalls(spark, 5_000);
        bench.cheapCalls(spark, 100_000);
        bench.groups();
        bench.reading();
        bench.singleFile("in the driver, " + spark.sc().master(), megabytes);
      }
      try (var spark = spark("local-cluster[2,1,1024]")) {
        bench.singleFile("executors beside the driver, " + spark.sc().master(), megabytes);
      }
      System.setProperty("acme.send.arrays", "true");
      try (var spark = spark("local-cluster[2,1,1024]")) {
        bench.singleFile("executors that send, " + spark.sc().master(), megabytes);
      }
    } finally {
      delete(folder);
    }
  }

  static JavaSparkContext spark(String master) {
    var conf =
        new SparkConf()
            .setMaster(master)
            .setAppName("all")
            .set("spark.ui.enabled", "false")
            .set("spark.executor.extraClassPath", System.getProperty("java.class.path"))
            .set(
                "spark.executor.extraJavaOptions",
                executorOptions("-Dacme.send.arrays=" + Boolean.getBoolean("acme.send.arrays")));
    var spark = new JavaSparkContext(conf);
    spark.setLogLevel("ERROR");
    return spark;
  }

  /** Seconds of one action. */
  static double time(Callable<?> action) throws Exception {
    long start = System.nanoTime();
    action.call();
    return seconds(start);
  }

  /**
   * Measures and prints a row, after some seconds of rounds that are not counted. Rows that take
   * less than a second have as many rounds as fit into some seconds.
   */
  private void row(String name, Callable<?> ours, Callable<?> baseline) throws Exception {
    row(name, () -> name, ours, baseline);
  }

  /**
   * @param before called before each of the others; its time does not count
   */
  private void row(String name, Callable<?> before, Callable<?> ours, Callable<?> baseline)
      throws Exception {
    if (!name.contains(only)) {
      return;
    }
    List<double[]> pairs = new ArrayList<>();
    long begin = System.nanoTime();
    while (seconds(begin) < WARM_UP_SECONDS) {
      time(baseline);
      time(ours);
    }
    begin = System.nanoTime();
    while (pairs.size() < rounds || seconds(begin) < ROW_SECONDS) {
      before.call();
      double first = time(baseline);
      before.call();
      double mine = time(ours);
      before.call();
      double second = time(baseline);
      pairs.add(new double[] {mine, (first + second) / 2});
    }
    double[] ratios = pairs.stream().mapToDouble(pair -> pair[1] / pair[0]).sorted().toArray();
    System.out.printf(
        Locale.ROOT,
        "%-78s %7.3f s %7.3f s %7.2f  %.2f to %.2f%n",
        name,
        median(pairs.stream().mapToDouble(pair -> pair[0])),
        median(pairs.stream().mapToDouble(pair -> pair[1])),
        ratios[ratios.length / 2],
        ratios[0],
        ratios[ratios.length - 1]);
  }

  private static double median(java.util.stream.DoubleStream some) {
    double[] sorted = some.sorted().toArray();
    return sorted[sorted.length / 2];
  }

  private static double cheap(int x) {
    return Math.sin(x);
  }

  static Object inMemory(int n) {
    return compute(ParallelMap.over(each(range(n))).map(AllBench::cheap).inMemory());
  }

  static Object inSpark(JavaSparkContext spark, int n, int partitions) {
    List<Integer> inputs = IntStream.range(0, n).boxed().toList();
    return spark.parallelize(inputs, partitions).map(AllBench::cheap).collect();
  }

  private void cheapCalls(JavaSparkContext spark, int n) throws Exception {
    row("cheap calls in memory, " + n, () -> inMemory(n), () -> inSpark(spark, n, 8));
  }

  /**
   * The baseline is one thread that writes the same groups with the library, and a link to each if
   * they are in files.
   */
  private void groups() throws Exception {
    row(
        "small groups in files, " + GROUPS,
        () -> compute(ParallelMap.over(each(range(GROUPS))).map(AllBench::cheap).outputDir(next())),
        () -> links(groups(next()), next()));
    row(
        "small groups in one file, " + GROUPS,
        () ->
            compute(
                ParallelMap.over(each(range(GROUPS)))
                    .map(AllBench::cheap)
                    .singleFile()
                    .outputDir(next())),
        () -> groups(next()));
  }

  private static Path groups(Path file) {
    try (var writer = Hdf5Writer.create(file)) {
      for (int i = 0; i < GROUPS; i++) {
        writer.group("comp_" + i);
        writer.write("comp_" + i + "/result_0", Hdf5Value.of(cheap(i)));
      }
      writer.commit();
    }
    return file;
  }

  private static Path links(Path groups, Path file) {
    String payload = groups.getFileName().toString();
    try (var writer = Hdf5Writer.create(file)) {
      for (int i = 0; i < GROUPS; i++) {
        writer.link("comp_" + i, payload, "comp_" + i);
      }
      writer.commit();
    }
    return file;
  }

  /** The baseline reads the same values from the payload files, whose names it knows. */
  private void reading() throws Exception {
    Path run = next();
    compute(ParallelMap.over(each(range(GROUPS))).map(AllBench::cheap).outputDir(run));
    Callable<Object> library = () -> readDirectly(run);
    row(
        "verify, " + GROUPS + " groups in files",
        () -> {
          try (var results = Results.open(run)) {
            return results.verify();
          }
        },
        library);
    row(
        "values one by one, " + GROUPS + " groups in files",
        () -> {
          double sum = 0;
          try (var results = Results.open(run)) {
            for (ComputationResults computation : results) {
              sum += (Double) computation.value(0);
            }
          }
          return sum;
        },
        library);
  }

  private static Object readDirectly(Path run) throws Exception {
    double sum = 0;
    try (var payload = Files.newDirectoryStream(run.resolve("cheap_payload"))) {
      for (Path file : payload) {
        try (var reader = Hdf5Reader.open(file)) {
          for (String group : reader.children("/")) {
            sum += (Double) reader.readNumbered(group, "result_", 0).orElseThrow().get(0).toJava();
          }
        }
      }
    }
    return sum;
  }

  private void singleFile(String where, int megabytes) throws Exception {
    int n = Math.max(1, megabytes / 8);
    Callable<Object> plain =
        () -> {
          Path file = next();
          plain(n, file);
          Files.delete(file);
          return file;
        };
    Callable<Object> pause =
        () -> {
          SlowCalls.take(PAUSE_MILLIS);
          return plain;
        };
    for (var pages : List.of(Map.entry("recycled", plain), Map.entry("new", pause))) {
      String kind = "%d MB, %s, %s pages".formatted(n * 8, where, pages.getKey());
      row("groups, " + kind, pages.getValue(), () -> gather(n, next(), false), plain);
      row("stacked, " + kind, pages.getValue(), () -> gather(n, next(), true), plain);
    }
  }

  static Object gather(int n, Path directory, boolean stacked) throws Exception {
    var builder =
        ParallelMap.over(each(range(n))).map(AllBench::ramp).singleFile().outputDir(directory);
    if (stacked) {
      builder.resultShape(Dim.STACK, VALUE_DOUBLES);
    }
    compute(builder);
    delete(directory);
    return directory;
  }

  private static double[] ramp(int x) {
    double[] values = new double[VALUE_DOUBLES];
    Arrays.setAll(values, k -> x + k);
    return values;
  }

  static void plain(int n, Path file) throws Exception {
    ByteBuffer buffer = ByteBuffer.allocateDirect(VALUE_DOUBLES * Double.BYTES);
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
  }

  private Path next() {
    return folder.resolve("x" + number++);
  }

  private static Object compute(ParallelMapBuilder<?> builder) {
    try (var map = builder.verbosity(Verbosity.QUIET).build()) {
      return map.compute().requireAllComputed();
    }
  }
}
