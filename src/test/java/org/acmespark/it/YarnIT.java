package org.acmespark.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.acmespark.Judges;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.yarn.conf.YarnConfiguration;
import org.apache.hadoop.yarn.server.MiniYARNCluster;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Hadoop's YARN with one node on this machine, to which Spark's submit program gives the jar. */
class YarnIT {
  private static final String JAR = System.getProperty("acme.jar");
  private static final String SPARK = System.getenv("SPARK_HOME");

  @TempDir static Path folder;
  private static MiniYARNCluster yarn;
  private static SparkSubmit.Where onYarn;

  @BeforeAll
  static void start() throws IOException {
    var conf = new YarnConfiguration();
    conf.setInt(YarnConfiguration.RM_SCHEDULER_MINIMUM_ALLOCATION_MB, 256);
    conf.setInt(YarnConfiguration.NM_PMEM_MB, 8192);
    conf.setInt(YarnConfiguration.NM_VCORES, 8);
    conf.set("yarn.scheduler.capacity.root.queues", "default");
    conf.set("yarn.scheduler.capacity.root.default.capacity", "100");
    conf.set("yarn.scheduler.capacity.maximum-am-resource-percent", "1");
    // The disks of a laptop are often more than 90 % full.
    conf.setFloat(YarnConfiguration.NM_MAX_PER_DISK_UTILIZATION_PERCENTAGE, 100);
    // Spark's jars have all of Hadoop that a container needs.
    conf.set(YarnConfiguration.YARN_APPLICATION_CLASSPATH, "");
    conf.set("yarn.app.mapreduce.am.staging-dir", folder.resolve("staging").toString());
    System.setProperty("test.build.data", folder.resolve("yarn").toString());
    yarn = new MiniYARNCluster(YarnIT.class.getSimpleName(), 1, 1, 1);
    yarn.init(conf);
    yarn.start();

    Path settings = Files.createDirectory(folder.resolve("conf"));
    write(yarn.getConfig(), settings.resolve("yarn-site.xml"));
    String jars = "local:%s/jars/*,local:%s".formatted(SPARK, sparkYarn());
    String java = System.getProperty("java.home");
    onYarn =
        new SparkSubmit.Where(
            "yarn",
            List.of(settings.toString(), sparkYarn().toString()),
            Map.of("YARN_CONF_DIR", settings.toString()),
            Map.of(
                "spark.yarn.jars",
                jars,
                "spark.yarn.stagingDir",
                folder.resolve("staging").toString(),
                "spark.yarn.am.memory",
                "512m",
                "spark.executor.memory",
                "512m",
                "spark.executor.instances",
                "2",
                "spark.executorEnv.JAVA_HOME",
                java,
                "spark.yarn.appMasterEnv.JAVA_HOME",
                java));
  }

  @AfterAll
  static void stop() {
    yarn.stop();
  }

  /** What the build has fetched. */
  private static Path sparkYarn() throws IOException {
    try (Stream<Path> files = Files.list(Path.of(SPARK, "yarn"))) {
      return files.findAny().orElseThrow();
    }
  }

  private static void write(Configuration conf, Path file) throws IOException {
    try (OutputStream out = Files.newOutputStream(file)) {
      conf.writeXml(out);
    }
  }

  /** Computes on YARN, and returns the container. */
  private static Path computed(String name, String input, String... options) {
    Path run = folder.resolve(name);
    List<String> words = new ArrayList<>(List.of("run", "org.acmespark.examples.Walkthrough::f"));
    words.addAll(List.of(input, "4", "z=3", "--output-dir", run.toString()));
    words.addAll(List.of(options));
    String examples = JAR.replace(".jar", "-examples.jar");
    var outcome =
        SparkSubmit.run(
            onYarn, "org.acmespark.cli.Acme", JAR, examples, words.toArray(String[]::new));
    assertEquals(0, outcome.exitStatus(), outcome.output());
    assertTrue(Files.exists(run.resolve("_SUCCESS")), outcome.output());
    return run.resolve("f.h5");
  }

  @Test
  void executorsInContainersWriteTheirFiles() {
    String expected = LongStream.range(0, 1000).mapToObj(x -> (x + 4) * 3.0).toList().toString();
    assertEquals(expected, Judges.numbers(computed("files", "range(1000)")));
  }

  @Test
  void theDriverAloneWritesOneFile() {
    Path container = computed("one", "[2,4,6,8]", "--single-file");
    assertEquals("[18.0, 24.0, 30.0, 36.0]", Judges.numbers(container));
    assertFalse(Files.exists(container.resolveSibling("f_payload")));
  }
}
