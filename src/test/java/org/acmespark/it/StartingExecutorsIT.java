package org.acmespark.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.acmespark.Waiting;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Daemons and executors of a cluster map Spark's classes from an archive that was made earlier. */
class StartingExecutorsIT {
  @TempDir Path folder;

  @Test
  void daemonsAndExecutorsMapTheirClassesOnceAnArchiveIsThere() throws Exception {
    Files.writeString(
        folder.resolve("Maps.java"),
        """
        import java.nio.file.*;

        public class Maps {
          public static boolean archive(int x) throws Exception {
            return Files.readString(Path.of("/proc/self/maps")).contains("/cluster.jsa");
          }
        }
        """);
    Path clusters = folder.resolve("clusters");
    StandaloneScript.run(clusters, "start", "--name", "first", "--cores", "1", "--memory", "1g");
    try {
      // The first start has it made, in the background.
      Waiting.until(() -> archived(clusters, "--cluster=first"), () -> "no executor maps it");
    } finally {
      StandaloneScript.run(clusters, "stop", "--name", "first");
    }
    assertTrue(archived(clusters, "--master=local-cluster[1,1,1024]"));

    StandaloneScript.run(clusters, "start", "--name", "next", "--cores", "1", "--memory", "1g");
    try {
      for (String daemon : Files.readAllLines(clusters.resolve("next.pids"))) {
        Path maps = Path.of("/proc", daemon.substring(daemon.indexOf(' ') + 1), "maps");
        assertTrue(Files.readString(maps).contains("/cluster.jsa"), daemon);
      }
      for (String log : List.of("next-master.log", "next-worker-here.log")) {
        assertFalse(Files.readString(clusters.resolve(log)).contains("cds"), log);
      }
    } finally {
      StandaloneScript.run(clusters, "stop", "--name", "next");
    }
  }

  private boolean archived(Path clusters, String where) {
    var run =
        AcmeProcess.run(
            folder,
            Map.of("ACME_CLUSTERS", clusters.toString()),
            ("run Maps.java::archive [1] --in-memory --quiet " + where).split(" "));
    assertEquals(List.of(), run.stderr(), "nothing is said about archives");
    assertEquals(0, run.status());
    return run.stdout().equals(List.of("[true]"));
  }
}
