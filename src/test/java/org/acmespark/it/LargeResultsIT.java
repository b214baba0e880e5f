package org.acmespark.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.acmespark.Judges;
import org.acmespark.LedgerAttempts;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Results that are large for the driver: for its heap, for the seconds that Ctrl-C has. */
class LargeResultsIT {
  private static final String LARGE =
      """
      package com.example;

      import java.nio.file.Files;
      import java.nio.file.Path;

      public final class Large {
        public static double[] zeros(int x, int count) {
          return new double[count];
        }

        public static double[] ramp(int x, int count, String mended) throws InterruptedException {
          while (x >= 8 && !Files.exists(Path.of(mended))) {
            Thread.sleep(100);
          }
          double[] ramp = new double[count];
          for (int k = 0; k < count; k++) {
            ramp[k] = x + k / (double) count;
          }
          return ramp;
        }
      }
      """;

  private static final String RAMPS =
      """
      import sys, h5py, numpy
      with h5py.File(sys.argv[1]) as f:
          n, count = len(f), int(sys.argv[2])
          print(n, all(numpy.array_equal(f[f"comp_{i}/result_0"], i + numpy.arange(count) / count) for i in range(n)))
      """;

  /** 40 MB of doubles. */
  private static final int COUNT = 5_000_000;

  @TempDir Path folder;
  private String jar;

  @BeforeEach
  void compile() throws Exception {
    jar =
        UserJar.of(Files.createDirectory(folder.resolve("jar")), "com.example.Large", LARGE)
            .toString();
  }

  @Test
  void warnsWhenResultsInMemoryTakeMuchOfTheHeap() throws Exception {
    Process acme =
        AcmeProcess.start(
            folder,
            "run",
            "com.example.Large::zeros",
            "range(5)",
            "count=4200000",
            "--in-memory",
            "--driver-memory",
            "512m",
            "--jar",
            jar);
    assertTrue(acme.waitFor(3, TimeUnit.MINUTES), "still there");
    String said = Files.readString(folder.resolve("err.txt"));
    assertEquals(0, acme.exitValue(), said);
    List<String> warnings =
        said.lines()
            .filter(line -> line.contains("the results in memory take more than "))
            .toList();
    assertEquals(1, warnings.size(), said);
  }

  @Test
  void aLargeSingleFileDoesNotHoldCtrlC() throws Exception {
    Path mended = folder.resolve("mended");
    Process acme =
        AcmeProcess.start(
            folder,
            "run",
            "com.example.Large::ramp",
            "range(10)",
            "count=" + COUNT,
            "mended=" + mended,
            "--single-file",
            "--range-size",
            "1",
            "--output-dir",
            "run",
            "--master",
            "local[2]",
            "--jar",
            jar);
    Path run = folder.resolve("run");
    try {
      AcmeProcess.awaitAttempts(run.resolve("ramp_computations.jsonl"), 8, acme::isAlive);
      new ProcessBuilder("kill", "-INT", Long.toString(acme.pid())).start().waitFor();
      assertTrue(acme.waitFor(10, TimeUnit.SECONDS), "still there after 10 s");
    } finally {
      acme.destroyForcibly();
    }
    String said = Files.readString(folder.resolve("err.txt"));
    assertEquals(130, acme.exitValue(), said);
    assertTrue(said.contains("`acme resume "), said);
    assertFalse(Files.exists(run.resolve("ramp.h5")), "its 320 MB would take too long");

    Files.createFile(mended);
    AcmeProcess resumed = AcmeProcess.run(folder, "resume", run.toString());
    assertEquals(0, resumed.status(), resumed::said);
    assertEquals("10 True", Judges.h5py(RAMPS, run.resolve("ramp.h5"), COUNT));
    assertEquals(10, LedgerAttempts.computed(run.resolve("ramp_computations.jsonl")));
  }
}
