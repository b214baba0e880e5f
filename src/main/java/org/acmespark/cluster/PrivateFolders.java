package org.acmespark.cluster;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.acmespark.model.AcmeException;
import org.apache.spark.SparkConf;
import org.apache.spark.util.ShutdownHookManager$;

/**
 * Creates folders for Spark's blocks and files that only this user can enter, inside the configured
 * folders. They are kept for the lifetime of this JVM, because Spark remembers them from one
 * context to the next.
 */
final class PrivateFolders {
  private static final Map<String, String> MADE = new HashMap<>();

  private PrivateFolders() {}

  /**
   * Returns the folders of a configuration, separated by commas.
   *
   * @throws AcmeException if no folder can be created
   */
  static synchronized String in(SparkConf conf) {
    String fromEnvironment = conf.getenv("SPARK_LOCAL_DIRS");
    String configured =
        fromEnvironment != null
            ? fromEnvironment
            : conf.get("spark.local.dir", System.getProperty("java.io.tmpdir"));
    if (MADE.containsValue(configured)) { // the configuration was created by this class
      return configured;
    }
    return MADE.computeIfAbsent(configured, PrivateFolders::make);
  }

  private static String make(String configured) {
    List<String> made = new ArrayList<>();
    var problems = new ArrayList<IOException>();
    for (String root : configured.split(",")) {
      try {
        Path parent = Files.createDirectories(Path.of(root.strip()));
        Path folder = Files.createTempDirectory(parent, "acme-spark-"); // for its owner only
        ShutdownHookManager$.MODULE$.registerShutdownDeleteDir(folder.toFile());
        made.add(folder.toString());
      } catch (IOException e) {
        problems.add(e);
      }
    }
    if (made.isEmpty()) {
      throw new AcmeException(
          "no folder for Spark's files can be created in %s: %s; set SPARK_LOCAL_DIRS"
              .formatted(configured, problems),
          problems.get(0));
    }
    return String.join(",", made);
  }
}
