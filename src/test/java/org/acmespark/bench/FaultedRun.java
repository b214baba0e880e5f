package org.acmespark.bench;

import static org.acmespark.Args.all;
import static org.acmespark.Args.each;
import static org.acmespark.Args.range;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.Map;
import java.util.function.Consumer;
import org.acmespark.ParallelMap;
import org.acmespark.ParallelMapBuilder;
import org.acmespark.SlowCalls;
import org.acmespark.cluster.Cluster;
import org.acmespark.model.Dim;
import org.acmespark.model.Format;
import org.acmespark.model.Payload;
import org.acmespark.model.StopClient;
import org.acmespark.model.Verbosity;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaSparkContext;

/**
 * The run that a {@link FaultCampaign} does harm to. As a main class it is the driver that is
 * killed; arguments: layout, whose context, run directory, file for notes of calls.
 */
final class FaultedRun {
  static final int N = 120;
  static final int LENGTH = 2400;
  static final String NAME = "work";

  private FaultedRun() {}

  /** Layouts of results. */
  enum Kept {
    PER_COMPUTATION(builder -> builder.payload(Payload.PER_COMPUTATION)),
    PER_PARTITION(builder -> builder.payload(Payload.PER_PARTITION)),
    STACKED(builder -> builder.payload(Payload.PER_PARTITION).resultShape(Dim.STACK, LENGTH)),
    STACKED_UNLIMITED(
        builder -> builder.payload(Payload.PER_PARTITION).resultShape(Dim.STACK, Dim.UNLIMITED)),
    COMPRESSED(builder -> builder.payload(Payload.PER_PARTITION).compression("deflate:1")),
    SINGLE_FILE(ParallelMapBuilder::singleFile),
    STACKED_UNLIMITED_SINGLE_FILE(
        builder -> builder.singleFile().resultShape(Dim.STACK, Dim.UNLIMITED)),
    STACKED_SINGLE_FILE(builder -> builder.singleFile().resultShape(Dim.STACK, LENGTH)),
    PICKLE(builder -> builder.format(Format.PICKLE)),
    SERIALIZED(builder -> builder.format(Format.SERIALIZED));

    private final Consumer<ParallelMapBuilder<?>> choose;

    Kept(Consumer<ParallelMapBuilder<?>> choose) {
      this.choose = choose;
    }

    boolean isHdf5() {
      return this != PICKLE && this != SERIALIZED;
    }
  }

  /** Who has started the SparkContext. */
  enum Context {
    /** {@code ParallelMap}, with the settings that it chooses. */
    OWN,
    /** A main class of a user's, with Spark's default settings. */
    BORROWED
  }

  public static void main(String[] args) {
    Context context = Context.valueOf(args[1]);
    Runnable end = start(context);
    try (var map = builder(Kept.valueOf(args[0]), args[3]).outputDir(args[2]).build()) {
      map.compute().requireAllComputed();
    }
    end.run();
  }

  /** Makes runs of this JVM happen in such a context; what it returns ends that. */
  static Runnable start(Context context) {
    if (context == Context.BORROWED) {
      var conf = new SparkConf(false);
      settings().forEach(conf::set);
      var spark = new JavaSparkContext(conf);
      spark.setLogLevel("OFF"); // deaths are wanted here
      return spark::stop;
    }
    settings().forEach(System::setProperty);
    return () -> {
      Cluster.open().ifPresent(Cluster::close);
      settings().keySet().forEach(System::clearProperty);
    };
  }

  /** Where to run and nothing of how: all else is left to Spark's defaults. */
  private static Map<String, String> settings() {
    return Map.of(
        "spark.master", "local-cluster[4,1,512]",
        "spark.app.name", "faults",
        "spark.ui.enabled", "false",
        "spark.executor.memory", "512m",
        "spark.executor.extraClassPath", System.getProperty("java.class.path"));
  }

  static ParallelMapBuilder<double[]> builder(Kept kept, String notes) {
    var builder =
        ParallelMap.over(each(range(N)), all(notes))
            .map(FaultedRun::work)
            .name(NAME)
            .rangeSize(3)
            .stopClient(StopClient.NEVER)
            .verbosity(Verbosity.QUIET);
    kept.choose.accept(builder);
    return builder;
  }

  static double[] work(int x, String notes) throws IOException, InterruptedException {
    long micros = ChronoUnit.MICROS.between(Instant.EPOCH, Instant.now());
    Files.writeString(
        Path.of(notes),
        x + " " + ProcessHandle.current().pid() + " " + micros + "\n",
        StandardOpenOption.CREATE,
        StandardOpenOption.APPEND);
    SlowCalls.take(20 + x % 4 * 20);
    return expected(x);
  }

  static double[] expected(int x) {
    double[] values = new double[LENGTH];
    Arrays.setAll(values, k -> x + k / 1000.0);
    return values;
  }
}
