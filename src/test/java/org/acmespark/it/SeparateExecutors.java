package org.acmespark.it;

import java.io.File;
import java.net.URISyntaxException;
import java.nio.file.Path;
import org.apache.spark.SparkConf;
import org.junit.jupiter.api.extension.BeforeAllCallback;

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

  /**
   * The jars that users have, and the functions of the tests, some in classes that name JUnit's.
   */
  private static String classPath() {
    String jar = System.getProperty("acme.jar");
    return jar == null
        ? System.getProperty("java.class.path")
        : String.join(
            File.pathSeparator,
            jar,
            jar.replaceFirst("\\.jar$", "-examples.jar"),
            placeOf(ClusterFunctions.class),
            placeOf(BeforeAllCallback.class));
  }

  private static String placeOf(Class<?> type) {
    try {
      return Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI()).toString();
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }
}
