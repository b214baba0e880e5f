package org.acmespark.it;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.acmespark.Waiting;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Executors of a cluster map Spark's classes from an archive that an earlier run had made. */
class StartingExecutorsIT {
  @TempDir Path folder;

  @Test
  void executorsMapTheirClassesOnceAnArchiveIsThere() throws Exception {
    Files.writeString(
        folder.resolve("Maps.java"),
        """
        import java.nio.file.*;

        public class Maps {
          public static boolean archive(int x) throws Exception {
            return Files.readString(Path.of("/proc/self/maps")).contains("/executor.jsa");
          }
        }
        """);
    Path clusters = folder.resolve("clusters");
    StandaloneScript.run(clusters, "start", "--name", "mapping", "--cores", "1", "--memory", "1g");
    try {
      // The first run has it made, in the background.
      Waiting.until(() -> archived(clusters), () -> "no executor maps an archive");
    } finally {
      StandaloneScript.run(clusters, "stop", "--name", "mapping");
    }
  }

  private boolean archived(Path clusters) {
    var run =
        AcmeProcess.run(
            folder,
            Map.of("ACME_CLUSTERS", clusters.toString()),
            "run Maps.java::archive [1] --cluster mapping --in-memory --quiet".split(" "));
    assertEquals(List.of(), run.stderr(), "nothing is said about archives");
    assertEquals(0, run.status());
    return run.stdout().equals(List.of("[true]"));
  }
}
