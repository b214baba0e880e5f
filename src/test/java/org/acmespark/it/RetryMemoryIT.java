package org.acmespark.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.acmespark.Judges;
import org.acmespark.LedgerAttempts;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What had too little memory is tried again with more, and nothing else is. */
class RetryMemoryIT {
  private static final String FUNCTIONS =
      """
      package com.example;

      import java.nio.file.Files;
      import java.nio.file.Path;

      public final class Hungry {
        public static int hold(int i, String calls) throws Exception {
          Files.createTempFile(Path.of(calls), i + "-", ".called");
          boolean small = Runtime.getRuntime().maxMemory() < 800L << 20;
          if (i == 6 && small) { // as the kernel does when there is no memory
            new ProcessBuilder("kill", "-9", "" + ProcessHandle.current().pid()).start();
            Thread.sleep(60_000);
          }
          byte[][] held = new byte[i == 3 ? 1500 : i == 5 ? 7500 : 10][];
          for (int k = 0; k < held.length; k++) {
            held[k] = new byte[400 << 10];
          }
          return 3 * i + held.length % 10;
        }

        public static int fill(int i) throws Exception {
          byte[][] held = new byte[1700][]; // 340 MB
          for (int k = 0; k < held.length; k++) {
            held[k] = new byte[200 << 10];
            if (k % 100 == 0) {
              Thread.sleep(100);
            }
          }
          Thread.sleep(2000); // so that those that began together hold it together
          return held.length;
        }
      }
      """;

  @TempDir static Path jarFolder;
  private static String jar;

  @TempDir Path folder;

  @BeforeAll
  static void makeUsersJar() throws IOException {
    jar = UserJar.of(jarFolder, "com.example.Hungry", FUNCTIONS).toString();
  }

  private AcmeProcess run(String... more) {
    List<String> words =
        new ArrayList<>(List.of("run", "com.example.Hungry::hold", "range(8)", folder.toString()));
    words.addAll(List.of("--jar", jar, "--output-dir", "run"));
    words.addAll(List.of(more));
    return AcmeProcess.run(folder, words.toArray(String[]::new));
  }

  @Test
  void executorsTwiceAsLargeComputeWhatHadTooLittleMemory() throws IOException {
    AcmeProcess acme =
        run(
            "--master=local-cluster[1,1,1300]",
            "--conf=spark.executor.memory=512m",
            "--retry-memory=2x");

    assertEquals(1, acme.status(), acme::said);
    String said = acme.said();
    assertTrue(
        said.contains(
            "3 computations failed for lack of memory: 3, 5, 6; trying again with 1 GiB per executor"),
        said);
    assertTrue(
        Pattern.compile("2 computations needed and got 1 GiB per executor: 3 \\(\\d+ MB\\), 6")
            .matcher(said)
            .find(),
        said);
    assertTrue(
        said.contains("1 computation failed for lack of memory: 5; the cluster has no larger"),
        said);
    assertTrue(said.contains("1 of 8 computations failed"), said);
    assertEquals(
        "[(0, 0), (1, 3), (2, 6), (3, 9), (4, 12), (6, 18), (7, 21)]",
        Judges.h5py(
            """
            import h5py, sys
            with h5py.File(sys.argv[1]) as f:
                print(sorted((int(n[5:]), int(f[n]['result_0'][()])) for n in f))
            """,
            folder.resolve("run/hold.h5")));
    try (var calls = Files.list(folder)) {
      List<String> quick =
          calls.map(file -> file.getFileName().toString()).filter(f -> f.startsWith("7-")).toList();
      assertEquals(1, quick.size(), "only what failed is repeated");
    }
  }

  /** How many attempts ran out of heap, by the ledger. */
  private long countLacking() throws IOException {
    return LedgerAttempts.of(folder.resolve("run/fill_computations.jsonl")).stream()
        .filter(line -> line.contains("OutOfMemoryError"))
        .count();
  }

  @ParameterizedTest
  @CsvSource({"auto, 0", "1MB, 1"})
  void asManyBeginAtATimeAsTheHeapHolds(String each, int lackingAtLeast) throws IOException {
    List<String> words =
        List.of(
            "run",
            "com.example.Hungry::fill",
            "range(6)",
            "--jar=" + jar,
            "--output-dir=run",
            "--master=local-cluster[1,3,1000]",
            "--conf=spark.executor.memory=1000m",
            "--memory-per-computation=" + each);
    AcmeProcess acme = AcmeProcess.run(folder, words.toArray(String[]::new));
    assertEquals(0, acme.status(), acme::said);
    assertEquals(lackingAtLeast > 0, countLacking() > 0, acme::said);
  }

  /** Three at a time would need 1,200 MB, and the JVM some 400 MB. */
  @Test
  void asManyProcessesBeginAsTheControlGroupHolds() throws Exception {
    try (MemoryGroup group = MemoryGroup.of(1500L << 20)) {
      Files.writeString(
          folder.resolve("held.py"),
          """
          import time
          def hold(k):
              begin, held = time.time(), bytearray(b"x") * (380 << 20)
              time.sleep(1)
              return begin, time.time()
          """);
      List<String> words =
          List.of(
              AcmeProcess.COMMAND.toString(),
              "run",
              folder.resolve("held.py") + "::hold",
              "range(6)",
              "--python=" + Judges.PYTHON,
              "--n-workers=3",
              "--driver-memory=480m",
              "--memory-per-computation=auto",
              "--output-dir=" + folder.resolve("held"));
      Judges.Outcome acme = Judges.run(group.with(words));
      assertEquals(0, acme.exitStatus(), acme.output());
    }
    assertEquals(
        "2",
        Judges.h5py(
            """
            import h5py, sys
            with h5py.File(sys.argv[1]) as f:
                spans = [[float(c[f"result_{k}"][()]) for k in (0, 1)] for c in f.values()]
            print(max(sum(b <= t < e for b, e in spans) for t, _ in spans))
            """,
            folder.resolve("held/hold.h5")));
    String ledger = Files.readString(folder.resolve("held/hold_computations.jsonl"));
    assertTrue(ledger.matches("(?s).*\"peak_processes\":[45]\\d{8},.*"), ledger);
  }

  @Test
  void aRunInOneJvmHasNoLargerExecutors() {
    AcmeProcess acme = run("--retry-memory=2x");
    assertEquals(2, acme.status(), acme::said);
    assertTrue(acme.said().contains("has no executors that could be larger"), acme::said);
  }
}
