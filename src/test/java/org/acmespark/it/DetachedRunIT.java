package org.acmespark.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.acmespark.Judges;
import org.acmespark.Waiting;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs that go on in the background, and the commands about them. */
class DetachedRunIT {
  @TempDir Path here;

  /** Each computation waits until a file is there, so that no test depends on how long it takes. */
  private AcmeProcess detach(int n, String... options) {
    List<String> words =
        new ArrayList<>(
            List.of(
                "run",
                "--shell",
                "--command",
                "until [ {x} -lt 3 ] || [ -e go ]; do sleep 0.1; done; echo {x}",
                "x=range(%s)".formatted(n),
                "--result",
                "stdout:integer",
                "--master",
                "local[2]",
                "--range-size",
                "1",
                "--detach"));
    words.addAll(List.of(options));
    return AcmeProcess.run(here, words.toArray(String[]::new));
  }

  private JsonNode status(String directory) {
    try {
      var acme = AcmeProcess.run(here, "status", directory, "--json");
      return new ObjectMapper().readTree(String.join("\n", acme.stdout()));
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private void awaitFirstResults(String directory) throws Exception {
    Waiting.until(() -> status(directory).path("computed").asInt() >= 3, () -> "no results");
  }

  @Test
  void goesOnWithoutItsShellAndTellsHowFarItIs() throws Exception {
    var detached = detach(6);
    assertEquals(0, detached.status(), detached::said);
    String directory = detached.stdout().get(0);
    assertTrue(detached.said().contains("acme stop " + directory), detached::said);
    awaitFirstResults(directory);

    JsonNode running = status(directory);
    assertEquals("running", running.path("state").asText());
    assertEquals(6, running.path("nInputs").asInt());
    assertEquals(3, running.path("computed").asInt());
    assertTrue(ProcessHandle.of(running.path("process").asLong()).isPresent());
    var told = AcmeProcess.run(here, "status", directory);
    assertEquals(0, told.status(), told::said);
    assertTrue(told.said().contains("3 of 6 computed"), told::said);
    Files.createFile(here.resolve("go"));

    var attached = AcmeProcess.run(here, "attach", directory);

    assertEquals(0, attached.status(), attached::said);
    assertTrue(attached.said().contains("complete: 6 of 6 computed"), attached::said);
    assertEquals(
        "15",
        Judges.h5py(
            "import h5py, sys\nf = h5py.File(sys.argv[1])\n"
                + "print(sum(f['comp_%d/result_0' % i][()] for i in range(6)))",
            attached.stdout().get(0)));
    assertEquals("complete", status(directory).path("state").asText());
    assertEquals(0, AcmeProcess.run(here, "stop", directory).status());
  }

  @Test
  void isStoppedFromElsewhereAndResumedInTheBackground() throws Exception {
    String directory = detach(6, "--output-dir", "stopped").stdout().get(0);
    assertEquals(here.resolve("stopped").toString(), directory);
    awaitFirstResults(directory);

    var stopped = AcmeProcess.run(here, "stop", directory);

    assertEquals(0, stopped.status(), stopped::said);
    assertTrue(stopped.said().contains("stopped before its end: 3 of 6 computed"), stopped::said);
    assertFalse(Files.exists(here.resolve("stopped/.acme-lock")));
    assertEquals(1, AcmeProcess.run(here, "status", directory).status());
    assertEquals(3, AcmeProcess.run(here, "attach", directory).status());

    var resumed = AcmeProcess.run(here, "resume", directory, "--detach");
    assertEquals(List.of(directory), resumed.stdout(), resumed::said);
    Files.createFile(here.resolve("go"));
    var attached = AcmeProcess.run(here, "attach", directory, "--quiet");
    assertEquals(0, attached.status(), attached::said);
    assertEquals(0, AcmeProcess.run(here, "verify", directory).status());
  }

  @Test
  void whatIsWrongIsSaidBeforeItGoesIntoTheBackground() throws IOException {
    var noSuch = AcmeProcess.run(here, "run", "no.such.Function::f", "[1,2]", "--detach");
    assertEquals(2, noSuch.status(), noSuch::said);
    assertTrue(noSuch.said().contains("no.such.Function"), noSuch::said);
    var inMemory = detach(2, "--in-memory");
    assertEquals(2, inMemory.status(), inMemory::said);
    assertTrue(inMemory.said().contains("--in-memory"), inMemory::said);
    for (String command : List.of("status", "attach", "stop")) {
      var nothing = AcmeProcess.run(here, command, "nowhere");
      assertEquals(2, nothing.status(), nothing::said);
      assertTrue(nothing.said().contains("nowhere: there is no such"), nothing::said);
    }
    try (Stream<Path> left = Files.list(here)) {
      assertEquals(List.of(), left.toList());
    }
  }
}
