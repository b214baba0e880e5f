package org.acmespark.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.acmespark.Judges;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A function in a Java source file, which is repaired while its run waits to be resumed. */
class SourceFileIT {
  private static final String SOURCE =
      """
      public class Doubled {
        public static double of(double x) {
          return x == 3 ? Integer.parseInt("three") : 2 * x;
        }
      }
      """;

  @TempDir Path folder;

  private AcmeProcess acme(String... arguments) {
    Map<String, String> cache = Map.of("XDG_CACHE_HOME", folder.resolve("cache").toString());
    return AcmeProcess.run(folder, cache, arguments);
  }

  @Test
  void aRepairedSourceFileIsCompiledAgainWhenItsRunIsResumed() throws IOException {
    Path file = Files.writeString(folder.resolve("Doubled.java"), SOURCE);
    AcmeProcess first =
        acme("run", "Doubled.java::of", "[1,2,3,4]", "--output-dir", "run", "--quiet");
    assertEquals(1, first.status(), first::said);

    Files.writeString(file, SOURCE.replace("Integer.parseInt(\"three\")", "3"));
    AcmeProcess refused = acme("resume", "run", "--retry-failed");
    assertEquals(2, refused.status(), refused::said);
    assertTrue(refused.said().contains("Doubled.java has changed since the run began"));

    AcmeProcess resumed = acme("resume", "run", "--retry-failed", "--force");
    assertEquals(0, resumed.status(), resumed::said);
    assertEquals("[2.0, 4.0, 3.0, 8.0]", Judges.numbers(folder.resolve("run/of.h5")));
  }
}
