package org.acmespark.run;

import java.util.stream.Collectors;
import org.apache.spark.SparkConf;
import org.apache.spark.SparkContext$;
import scala.Tuple2;

/** Options as properties {@code spark.acme.*}, which apply where nothing else was given. */
public final class AcmeProperties {
  private static final String PREFIX = "spark.acme.";
  private static final String SLURM = "slurm.";

  private AcmeProperties() {}

  /**
   * What the running context's configuration, or else the JVM's system properties, say.
   *
   * @throws IllegalArgumentException if a property is unknown or its value is not of its kind
   */
  public static GivenOptions read() {
    var options = new GivenOptions();
    for (Tuple2<String, String> property : conf().getAllWithPrefix(PREFIX)) {
      set(options, property._1(), property._2());
    }
    return options;
  }

  private static SparkConf conf() {
    var active = SparkContext$.MODULE$.getActive();
    return active.isDefined() ? active.get().getConf() : new SparkConf();
  }

  /** Cores of one task of Spark, as far as that is known before Spark starts. */
  public static int taskCpus() {
    return conf().getInt("spark.task.cpus", 1);
  }

  /**
   * Sets one option.
   *
   * @param key the property without its prefix
   * @throws IllegalArgumentException if there is no such property or the value is not of its kind
   */
  public static void set(GivenOptions options, String key, String value) {
    if (key.startsWith(SLURM)) {
      options.setSlurm(key.substring(SLURM.length()), value);
      return;
    }
    RunOption<?> option =
        RunOption.all().stream()
            .filter(each -> each.property().equals(key))
            .findAny()
            .orElseThrow(() -> unknown(key));
    try {
      options.setProperty(option, value);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          "property %s%s=%s: %s".formatted(PREFIX, key, value, e.getMessage()), e);
    }
  }

  /** With its prefix each, else the command line would take some for names of its options. */
  private static IllegalArgumentException unknown(String key) {
    String known =
        RunOption.all().stream()
            .map(option -> PREFIX + option.property())
            .sorted()
            .collect(Collectors.joining(", "));
    return new IllegalArgumentException(
        "%s%s is no property of acme; there are %s".formatted(PREFIX, key, known));
  }
}
