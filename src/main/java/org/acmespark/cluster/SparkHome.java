package org.acmespark.cluster;

import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.acmespark.model.AcmeException;
import org.apache.spark.SparkContext;

/** Finds the Spark that workers use. They see its folder through the shared file system. */
final class SparkHome {
  private SparkHome() {}

  /**
   * Returns SPARK_HOME, or the folder from which this JVM has loaded Spark.
   *
   * @throws IllegalArgumentException if that folder has no {@code jars}
   */
  static Path find() {
    String told = System.getenv("SPARK_HOME");
    if (told != null && Files.isDirectory(Path.of(told, "jars"))) {
      return Path.of(told).toAbsolutePath();
    }
    try {
      Path jar =
          Path.of(SparkContext.class.getProtectionDomain().getCodeSource().getLocation().toURI());
      if (jar.getParent().endsWith("jars")) {
        return jar.getParent().getParent();
      }
    } catch (URISyntaxException e) {
      throw new AcmeException("Spark's own jar has no path: " + e, e);
    }
    throw new IllegalArgumentException(
        "workers need a folder with Spark's jars; set SPARK_HOME to a Spark, or to target/spark-VERSION of a build of acme");
  }
}
