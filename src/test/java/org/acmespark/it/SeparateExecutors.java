package org.acmespark.it;

import java.io.File;
import java.net.URISyntaxException;
import java.nio.file.Path;
import org.apache.spark.SparkConf;

/** What tests with executors in JVMs of their own tell Spark. */
public final class SeparateExecutors {
  private SeparateExecutors() {}

  public static SparkConf conf(String master, Class<?> test) {
    return new SparkConf()
        .setMaster(master)
        .setAppName(test.getSimpleName())
        .set("spark.ui.enabled", "false")
        .set("spark.executor.memory", "1g")
        .set("spark.executor.extraClassPath", classPath())
        // Spark refuses tasks above this: 1 MiB, 128 by default. What is large must go another way.
        .set("spark.rpc.message.maxSize", "1");
  }

  /** The jars that users have, and the functions of the tests. */
  private static String classPath() {
    String jar = System.getProperty("acme.jar");
    try {
      return jar == null
          ? System.getProperty("java.class.path")
          : jar
              + File.pathSeparator
              + jar.replaceFirst("\\.jar$", "-examples.jar")
              + File.pathSeparator
              + Path.of(
                  ClusterFunctions.class
                      .getProtectionDomain()
                      .getCodeSource()
                      .getLocation()
                      .toURI());
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }
}
