package org.acmespark.it;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.acmespark.Judges;

/** Spark's own submit program. */
final class SparkSubmit {
  /** Where what is submitted runs: on this machine with two cores. */
  static final Where HERE = new Where("local[2]", List.of(), Map.of(), Map.of());

  /**
   * Where what is submitted runs.
   *
   * @param classPath of the submit program, besides Spark's
   * @param environment of the submit program
   * @param conf Spark's settings
   */
  record Where(
      String master,
      List<String> classPath,
      Map<String, String> environment,
      Map<String, String> conf) {}

  private SparkSubmit() {}

  /**
   * Runs a main class.
   *
   * @param with a further jar for its class path
   * @param arguments of the main class
   */
  static Judges.Outcome run(
      Where where, String mainClass, String jar, String with, String... arguments) {
    List<String> command = new ArrayList<>(List.of("env"));
    where.environment().forEach((name, value) -> command.add(name + "=" + value));
    List<String> classPath = new ArrayList<>(where.classPath());
    classPath.add(System.getenv("SPARK_HOME") + "/jars/*");
    command.addAll(
        List.of(
            System.getProperty("java.home") + "/bin/java",
            "--add-opens=java.base/java.nio=ALL-UNNAMED",
            "--add-opens=java.base/sun.nio.ch=ALL-UNNAMED",
            "--add-opens=java.base/java.util=ALL-UNNAMED",
            "-cp",
            String.join(":", classPath),
            "org.apache.spark.deploy.SparkSubmit",
            "--master",
            where.master(),
            "--conf",
            "spark.ui.enabled=false"));
    where.conf().forEach((name, value) -> command.addAll(List.of("--conf", name + "=" + value)));
    command.addAll(List.of("--class", mainClass, "--jars", with, jar));
    command.addAll(Arrays.asList(arguments));
    return Judges.run(command);
  }
}
