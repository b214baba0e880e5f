package org.acmespark.it;

import static org.acmespark.Args.all;
import static org.acmespark.Args.each;
import static org.acmespark.Args.range;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.File;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.stream.Stream;
import org.acmespark.ParallelMap;
import org.acmespark.cluster.Cluster;
import org.acmespark.engine.channel.Intrusion;
import org.apache.spark.api.java.JavaSparkContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Other users of the machine against contexts of every kind but SLURM's, which SlurmClusterIT
 * tries. Where the build runs as root, they are {@code nobody}.
 */
class IntrusionIT {
  private static final String MASTER = "spark.master";
  private static final String SECRET = "spark.authenticate.secret";

  @TempDir Path folder;

  @AfterEach
  void forgetProperties() {
    List.of(MASTER, SECRET, "spark.ui.enabled", "spark.ui.port", "spark.my.api.key")
        .forEach(System::clearProperty);
  }

  private static List<Double> results(Cluster cluster) {
    try (var map =
        ParallelMap.over(each(range(4)), all(1), all(0.5))
            .map(ClusterFunctions::f)
            .inMemory()
            .cluster(cluster)
            .build()) {
      return map.compute().values();
    }
  }

  @Test
  void aLocalRunAnswersNobodyElse() throws Exception {
    try (var cluster = Cluster.local(2)) {
      assertEquals(List.of(0.5, 1.0, 1.5, 2.0), results(cluster));
      Intrusion.intoAnAuthenticatedContext(folder);
      ForgedCommits.changeNothing(folder, map -> map.cluster(cluster));
    }
  }

  @Test
  void neitherDoesALocalCluster() throws Exception {
    System.setProperty(MASTER, "local-cluster[1,2,1024]");
    System.setProperty("spark.executor.extraClassPath", System.getProperty("java.class.path"));
    System.setProperty("spark.my.api.key", "hidden-value");
    try (var cluster = Cluster.configured()) {
      assertEquals(List.of(0.5, 1.0, 1.5, 2.0), results(cluster));
      Intrusion.intoAnAuthenticatedContext(folder);
      ForgedCommits.changeNothing(folder, map -> map.cluster(cluster));
      theSecretIsOnNoCommandLine(cluster.context());
      thePageEndsNothingAndShowsNoSecret(cluster);
      foldersAreForTheirOwnerAlone(cluster.context());
    } finally {
      System.clearProperty("spark.executor.extraClassPath");
    }
  }

  @Test
  void neitherDoesAStandaloneClusterOfOurs() throws Exception {
    Path clusters = folder.resolve("clusters");
    StandaloneScript.run(clusters, "start", "--name", "guarded", "--cores", "1", "--memory", "1g");
    try {
      var known = new Properties();
      try (var in = Files.newBufferedReader(clusters.resolve("guarded.conf"))) {
        known.load(in);
      }
      System.setProperty(SECRET, known.getProperty(SECRET));
      System.setProperty("spark.executor.memory", known.getProperty("spark.executor.memory"));
      System.setProperty("spark.executor.extraClassPath", System.getProperty("java.class.path"));
      try (var cluster = Cluster.standalone(known.getProperty(MASTER))) {
        assertEquals(List.of(0.5, 1.0, 1.5, 2.0), results(cluster));
        Intrusion.intoAnAuthenticatedContext(folder);
        ForgedCommits.changeNothing(folder, map -> map.cluster(cluster));
        theSecretIsOnNoCommandLine(cluster.context());
        thePageEndsNothingAndShowsNoSecret(cluster);
      }
    } finally {
      System.clearProperty("spark.executor.memory");
      System.clearProperty("spark.executor.extraClassPath");
      StandaloneScript.run(clusters, "stop", "--name", "guarded");
    }
  }

  @Test
  void aBorrowedContextWithoutAuthenticationTakesMessagesByTheirToken() throws Exception {
    var conf = SeparateExecutors.conf("local[2]", IntrusionIT.class);
    try (var spark = new JavaSparkContext(conf)) {
      assertFalse(spark.getConf().getBoolean("spark.authenticate", false));
      Intrusion.intoAContextWithoutAuthentication(folder);
      ForgedCommits.changeNothing(folder, map -> map);
    }
  }

  private static void theSecretIsOnNoCommandLine(JavaSparkContext spark) throws IOException {
    String secret = spark.getConf().get(SECRET);
    int executors = 0;
    try (Stream<Path> processes = Files.list(Path.of("/proc"))) {
      for (Path process : processes.filter(p -> p.toString().matches("/proc/\\d+")).toList()) {
        String line;
        try {
          line = Files.readString(process.resolve("cmdline"), StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
          continue; // it has ended
        }
        assertFalse(line.contains(secret), line);
        if (line.contains("CoarseGrainedExecutorBackend")
            && line.contains(spark.sc().applicationId())) {
          executors++;
        }
      }
    }
    assertTrue(executors > 0, "there is no executor to look at");
  }

  private static void thePageEndsNothingAndShowsNoSecret(Cluster cluster) throws Exception {
    String page = cluster.description().page().orElseThrow();
    assertEquals("127.0.0.1", URI.create(page).getHost());
    assertFalse(cluster.context().getConf().getBoolean("spark.ui.killEnabled", true));
    String environment = text(page + "/environment/");
    assertTrue(environment.contains("spark.redaction.regex"), environment);
    assertFalse(environment.contains("hidden-value"));
    assertFalse(environment.contains(cluster.context().getConf().get(SECRET)));
  }

  private static String text(String address) throws IOException {
    var connection = (HttpURLConnection) URI.create(address).toURL().openConnection();
    try (var in = connection.getInputStream()) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } finally {
      connection.disconnect();
    }
  }

  private static void foldersAreForTheirOwnerAlone(JavaSparkContext spark) throws IOException {
    List<Path> blocks = new ArrayList<>();
    for (File local : spark.env().blockManager().diskBlockManager().localDirs()) {
      blocks.add(local.toPath());
    }
    assertFalse(blocks.isEmpty());
    for (Path block : blocks) {
      Map<String, Object> mode = Files.readAttributes(block.getParent(), "unix:mode");
      assertEquals(0700, (Integer) mode.get("mode") & 0777, block.toString());
    }
  }
}
