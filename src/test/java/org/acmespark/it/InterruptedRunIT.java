package org.acmespark.it;

import static org.acmespark.Args.all;
import static org.acmespark.Args.each;
import static org.acmespark.Args.range;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.acmespark.LedgerAttempts;
import org.acmespark.ParallelMap;
import org.acmespark.SlowCalls;
import org.acmespark.hdf5.Hdf5Reader;
import org.acmespark.model.InterruptedRunException;
import org.acmespark.model.Verbosity;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Ends of runs that nobody waited for: signals to real processes, interrupts of real threads. */
class InterruptedRunIT {
  private static final String SLOW =
      """
      package com.example;

      public final class Slow {
        public static int nap(int x) throws InterruptedException {
          Thread.sleep(x < 8 ? 10 : 600_000);
          return 10 * x;
        }

        public static int spin(int x) {
          while (x >= 8) {
            Thread.onSpinWait();
          }
          return 10 * x;
        }
      }
      """;

  @TempDir Path folder;

  static int nap(int x, int limit) throws InterruptedException {
    SlowCalls.take(x < limit ? 10 : 600_000);
    return 10 * x;
  }

  @ParameterizedTest
  @CsvSource({"INT, 130, nap", "TERM, 143, nap", "TERM, 143, spin"})
  void aSignalLeavesWhatWasComputedInOrder(String signal, int status, String function)
      throws Exception {
    Path jar = UserJar.of(Files.createDirectory(folder.resolve("jar")), "com.example.Slow", SLOW);
    Process acme =
        AcmeProcess.start(
            folder,
            "run",
            "com.example.Slow::" + function,
            "range(20)",
            "--range-size",
            "1",
            "--output-dir",
            "run",
            "--master",
            "local[2]",
            "--jar",
            jar.toString());
    Path run = folder.resolve("run");
    try {
      AcmeProcess.awaitAttempts(run.resolve(function + "_computations.jsonl"), 8, acme::isAlive);
      new ProcessBuilder("kill", "-" + signal, Long.toString(acme.pid())).start().waitFor();
      assertTrue(acme.waitFor(10, TimeUnit.SECONDS), "still there after 10 s");
    } finally {
      acme.destroyForcibly();
    }

    String said = Files.readString(folder.resolve("err.txt"));
    assertEquals(status, acme.exitValue(), said);
    assertTrue(said.contains("acme: interrupted; what was computed is kept in "), said);
    assertTrue(said.contains("`acme resume "), said);
    assertFalse(said.contains("\tat "), said);
    assertEquals("", Files.readString(folder.resolve("out.txt")));
    requireInOrder(run, function);
  }

  @Test
  void anInterruptOfTheCallingThreadLeavesWhatWasComputedInOrder() throws Exception {
    Path run = folder.resolve("run");
    var caller = Thread.currentThread();
    var interrupter =
        new Thread(
            () -> {
              try {
                AcmeProcess.awaitAttempts(run.resolve("nap_computations.jsonl"), 8, () -> true);
                caller.interrupt();
              } catch (Exception e) {
                throw new IllegalStateException(e);
              }
            });
    interrupter.start();
    InterruptedRunException thrown;
    try (var map =
        ParallelMap.over(each(range(20)), all(8))
            .map(InterruptedRunIT::nap)
            .workers(2)
            .rangeSize(1)
            .verbosity(Verbosity.QUIET)
            .outputDir(run)
            .build()) {
      thrown = assertThrows(InterruptedRunException.class, map::compute);
      assertTrue(Thread.interrupted(), "the flag tells the caller");
    }
    interrupter.join();
    assertEquals(run, thrown.directory().orElseThrow());
    requireInOrder(run, "nap");
  }

  private static void requireInOrder(Path run, String function) throws IOException {
    List<String> ledger = LedgerAttempts.of(run.resolve(function + "_computations.jsonl"));
    assertEquals(8, ledger.size());
    var json = new ObjectMapper();
    for (String line : ledger) {
      assertEquals("computed", json.readTree(line).get("status").asText());
    }
    try (var reader = Hdf5Reader.open(run.resolve(function + ".h5"))) {
      assertEquals(8, reader.children("/").size());
      for (int i = 0; i < 8; i++) {
        assertEquals(10 * i, reader.read("/comp_" + i + "/result_0").toJava());
      }
    }
    assertEquals(
        "incomplete",
        json.readTree(run.resolve(function + "_run.json").toFile()).get("outcome").asText());
    assertFalse(Files.exists(run.resolve(".working")));
  }
}
