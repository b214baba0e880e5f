package org.acmespark;

import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import org.acmespark.model.Format;
import org.acmespark.model.KebabCase;
import org.acmespark.model.OnFailure;
import org.acmespark.model.Payload;
import org.acmespark.model.ResultShape;
import org.acmespark.model.ResultType;
import org.acmespark.model.SharedArguments;
import org.acmespark.model.StopClient;
import org.acmespark.model.Verbosity;
import org.apache.spark.SparkConf;
import org.apache.spark.SparkContext$;
import scala.Tuple2;

/** Options as {@code spark.acme.*} properties, below what the builder is told. */
final class Properties {
  private static final String PREFIX = "spark.acme.";
  private static final String SLURM = "slurm.";
  private static final String PYTHON = "python";

  private static final Map<String, BiConsumer<ParallelMap.Builder<?>, String>> OPTIONS = options();

  private Properties() {}

  private static Map<String, BiConsumer<ParallelMap.Builder<?>, String>> options() {
    Map<String, BiConsumer<ParallelMap.Builder<?>, String>> options = new TreeMap<>();
    options.put("name", ParallelMap.Builder::name);
    options.put("outputDir", (builder, value) -> builder.outputDir(value));
    options.put("inMemory", (builder, value) -> builder.inMemory(flag(value)));
    options.put("singleFile", (builder, value) -> builder.singleFile(flag(value)));
    options.put("resultShape", (builder, value) -> builder.resultShape(ResultShape.parse(value)));
    options.put("resultType", (builder, value) -> builder.resultType(ResultType.of(value)));
    options.put("format", (builder, value) -> builder.format(KebabCase.constant(Format.class, value)));
    options.put("payload", (builder, value) -> builder.payload(KebabCase.constant(Payload.class, value)));
    options.put("compression", (builder, value) -> builder.compression(value));
    options.put("rangeSize", (builder, value) -> builder.rangeSize(Long.parseLong(value)));
    options.put("retries", (builder, value) -> builder.retries(Integer.parseInt(value)));
    options.put("timeout", ParallelMap.Builder::timeout);
    options.put(
        "onFailure", (builder, value) -> builder.onFailure(KebabCase.constant(OnFailure.class, value)));
    options.put(
        "shared",
        (builder, value) -> builder.sharedArguments(KebabCase.constant(SharedArguments.class, value)));
    options.put("userClasspathFirst", (builder, value) -> builder.userClasspathFirst(flag(value)));
    options.put("seed", (builder, value) -> builder.seed(Long.parseLong(value)));
    options.put(
        "verbosity", (builder, value) -> builder.verbosity(KebabCase.constant(Verbosity.class, value)));
    options.put("logfile", ParallelMap.Builder::logfile);
    options.put(
        "cleanupThresholdDays",
        (builder, value) -> builder.cleanupThresholdDays(Integer.parseInt(value)));
    options.put(
        "stopClient", (builder, value) -> builder.stopClient(StopClient.parse(value)));
    options.put("workers", (builder, value) -> builder.workers(Integer.parseInt(value)));
    options.put("resume", (builder, value) -> builder.resume(value));
    options.put("retryFailed", (builder, value) -> builder.retryFailed(flag(value)));
    options.put("debug", (builder, value) -> builder.debug(flag(value)));
    options.put("force", (builder, value) -> builder.force(flag(value)));
    options.put(PYTHON, (builder, value) -> {}); // the function alone asks for it
    options.put("nInputs", (builder, value) -> builder.nInputs(Long.parseLong(value)));
    return options;
  }

  /**
   * Tells {@code builder} what the running context's configuration, or else the JVM's system
   * properties, say.
   *
   * @throws IllegalArgumentException if a property is unknown or its value is not of its kind
   */
  static void apply(ParallelMap.Builder<?> builder) {
    for (Tuple2<String, String> property : conf().getAllWithPrefix(PREFIX)) {
      apply(builder, property._1(), property._2());
    }
  }

  private static SparkConf conf() {
    var active = SparkContext$.MODULE$.getActive();
    return active.isDefined() ? active.get().getConf() : new SparkConf();
  }

  /** The interpreter of functions in Python, if {@code spark.acme.python} names one. */
  static Optional<String> python() {
    SparkConf conf = conf();
    return conf.contains(PREFIX + PYTHON)
        ? Optional.of(conf.get(PREFIX + PYTHON))
        : Optional.empty();
  }

  /** As {@link #apply(ParallelMap.Builder)}, one property without its prefix. */
  static void apply(ParallelMap.Builder<?> builder, String key, String value) {
    if (key.startsWith(SLURM)) {
      builder.slurmProperty(key.substring(SLURM.length()), value);
      return;
    }
    var option = OPTIONS.get(key);
    if (option == null) {
      // With its prefix each, else the command line would take some for names of its options.
      throw new IllegalArgumentException(
          "%s%s is no property of acme; there are %s%s"
              .formatted(PREFIX, key, PREFIX, String.join(", " + PREFIX, OPTIONS.keySet())));
    }
    try {
      option.accept(builder, value);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          "property %s%s=%s: %s".formatted(PREFIX, key, value, e.getMessage()), e);
    }
  }

  private static boolean flag(String value) {
    if (!value.equals("true") && !value.equals("false")) {
      throw new IllegalArgumentException("must be true or false");
    }
    return value.equals("true");
  }
}
