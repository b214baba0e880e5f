package org.acmespark.it;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.acmespark.Judges;

/** Spark's own submit program, on this machine with two cores. */
final class SparkSubmit {
  private SparkSubmit() {}

  /**
   * Runs a main class.
   *
   * @param with a further jar for its class path
   * @param arguments of the main class
   */
  static Judges.Outcome run(String mainClass, String jar, String with, String... arguments) {
    List<String> command =
        new ArrayList<>(
            List.of(
                System.getProperty("java.home") + "/bin/java",
                "--add-opens=java.base/java.nio=ALL-UNNAMED",
                "--add-opens=java.base/sun.nio.ch=ALL-UNNAMED",
                "--add-opens=java.base/java.util=ALL-UNNAMED",
                "-cp",
                System.getenv("SPARK_HOME") + "/jars/*",
                "org.apache.spark.deploy.SparkSubmit",
                "--master",
                "local[2]",
                "--conf",
                "spark.ui.enabled=false",
                "--class",
                mainClass,
                "--jars",
                with,
                jar));
    command.addAll(Arrays.asList(arguments));
    return Judges.run(command);
  }
}
