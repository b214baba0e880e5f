package org.acmespark.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.acmespark.LedgerAttempts;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What is finished when a signal ends the driver or an executor is committed first. Files per range
 * would otherwise be committed after a minute.
 */
class LastCommitsIT {
  private static final int N = 400;
  private static final String COUNTED =
      """
      package com.example;

      import java.nio.file.Files;
      import java.nio.file.Path;

      public final class Counted {
        public static int thrice(int x, String calls) throws Exception {
          Files.createTempFile(
              Path.of(calls), x + "-" + ProcessHandle.current().pid() + "-", ".called");
          Thread.sleep(40);
          return 3 * x;
        }
      }
      """;

  @TempDir static Path jarFolder;
  private static Path jar;

  @TempDir Path folder;
  private Path calls;

  @BeforeAll
  static void makeUsersJar() throws IOException {
    jar = UserJar.of(jarFolder, "com.example.Counted", COUNTED);
  }

  @BeforeEach
  void makeFolder() throws IOException {
    calls = Files.createDirectory(folder.resolve("calls"));
  }

  private Process start(String master) throws IOException {
    return AcmeProcess.start(
        folder,
        "run",
        "com.example.Counted::thrice",
        "range(" + N + ")",
        calls.toString(),
        "--range-size",
        "" + N / 2,
        "--payload",
        "per-partition",
        "--output-dir",
        "run",
        "--master",
        master,
        "--jar",
        jar.toString());
  }

  private List<String> calls() {
    try (Stream<Path> files = Files.list(calls)) {
      return files.map(file -> file.getFileName().toString()).toList();
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private void awaitCalls(Process acme, int n) {
    SlurmLab.eventually(n + " calls", () -> calls().size() >= n || !acme.isAlive());
    assertTrue(acme.isAlive(), "it has ended");
  }

  private static void terminate(String pid) throws Exception {
    new ProcessBuilder("kill", "-TERM", pid).start().waitFor();
  }

  private long computed() throws IOException {
    return LedgerAttempts.computed(folder.resolve("run/thrice_computations.jsonl"));
  }

  @Test
  void ofTheDriver() throws Exception {
    Process acme = start("local[2]");
    awaitCalls(acme, 60);
    terminate("" + acme.pid());
    assertTrue(acme.waitFor(10, TimeUnit.SECONDS), "still there after 10 s");

    assertEquals(143, acme.exitValue());
    assertTrue(computed() >= calls().size() - 2, computed() + " of " + calls().size());
  }

  @Test
  void ofAnExecutor() throws Exception {
    Process acme = start("local-cluster[2,1,1024]");
    awaitCalls(acme, 60);
    terminate(calls().get(0).split("-")[1]);
    assertTrue(acme.waitFor(180, TimeUnit.SECONDS), "still there after three minutes");

    assertEquals(0, acme.exitValue());
    assertEquals(N, computed());
    assertTrue(calls().size() <= N + 1, "only one call was in vain: " + calls().size());
  }
}
