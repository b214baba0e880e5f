package org.acmespark.it;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;
import java.util.List;
import org.acmespark.Judges;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The module {@code src/sql}: Maven builds it against the jar, and its tests read runs. */
class SparkSqlIT {
  private static final long TEN_MINUTES = 600;

  @Test
  void mavenBuildsAndTestsTheModule(@TempDir Path folder) {
    Judges.require("Maven", List.of("mvn", "--version"));
    var built =
        Judges.run(
            List.of(
                "mvn",
                "-B",
                "-ntp",
                "-q",
                "-f",
                "src/sql/pom.xml",
                "-Dacme.jar=" + System.getProperty("acme.jar"),
                "-Dbuild.folder=" + folder,
                "verify"),
            TEN_MINUTES);
    assertEquals(0, built.exitStatus(), built.output());
  }
}
