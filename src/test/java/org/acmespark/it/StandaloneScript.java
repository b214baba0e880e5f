package org.acmespark.it;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Calls {@code submit/standalone}, which must succeed. */
final class StandaloneScript {
  private StandaloneScript() {}

  /**
   * Runs it to its end.
   *
   * @param clusters where it keeps what it knows of its clusters
   */
  static void run(Path clusters, String... arguments) throws Exception {
    List<String> command =
        new ArrayList<>(List.of(Path.of("submit/standalone").toAbsolutePath() + ""));
    command.addAll(List.of(arguments));
    Files.createDirectories(clusters);
    Path said = clusters.resolve("said.txt");
    var builder =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(said.toFile());
    builder.environment().put("ACME_CLUSTERS", clusters.toString());
    int status = builder.start().waitFor();
    assertEquals(0, status, Files.readString(said));
  }
}
