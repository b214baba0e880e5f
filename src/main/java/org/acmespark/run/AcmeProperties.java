package org.acmespark.run;

import java.util.stream.Collectors;
import org.apache.spark.SparkConf;
import org.apache.spark.SparkContext$;
import scala.Tuple2;

/** Reads options from properties {@code spark.acme.*}, which apply where nothing else was given. */
public final class AcmeProperties {
  private static final String PREFIX = "spark.acme.";
  private static final String SLURM = "slurm.";

  private AcmeProperties() {}

  /**
   * Reads the properties from the configuration of the running context, or from the JVM's system
   * properties if no context runs.
   *
   * @throws IllegalArgumentException if a property is unknown or has a value of the wrong kind
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

  /** Returns the number of cores of one Spark task, as far as it is known before Spark starts. */
  public static int taskCpus() {
    return conf().getInt("spark.task.cpus", 1);
  }

  /**
   * Sets one option.
   *
   * @param key the property without its prefix
   * @throws IllegalArgumentException if the property does not exist or the value is of the wrong
   *     kind
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

  /**
   * Lists the known properties with their prefix, since the command line would mistake some bare
   * names for its options.
   */
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
