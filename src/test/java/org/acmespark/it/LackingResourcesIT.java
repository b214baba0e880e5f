package org.acmespark.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.acmespark.Judges;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Too little memory and too few descriptors: a sentence, exit status 3, and nothing is lost. */
class LackingResourcesIT {
  private static final String FUNCTIONS =
      """
      package com.example;

      import java.util.ArrayList;
      import java.util.Arrays;
      import java.util.List;
      import org.apache.spark.util.SparkUncaughtExceptionHandler;

      public final class Greedy {
        public static int length(double[] values, int i) {
          return values.length + i;
        }

        public static double[] numbers(int i, int length) {
          double[] values = new double[length];
          Arrays.fill(values, i);
          return values;
        }

        public static List<String> texts(int i, int length) {
          List<String> texts = new ArrayList<>();
          for (int k = 0; k < (i < 5 ? 1 : length); k++) {
            texts.add("a text of some length that fills the heap, number " + k + " of " + i);
          }
          return texts;
        }

        /** What Spark does with an error that it meets in a thread of its own. */
        public static int ends(int i) throws InterruptedException {
          if (i >= 5) {
            Thread.sleep(1500);
            var error = new OutOfMemoryError("Java heap space");
            var handler = new SparkUncaughtExceptionHandler(true);
            new Thread(() -> handler.uncaughtException(Thread.currentThread(), error)).start();
            Thread.sleep(60_000);
          }
          return i;
        }

        public static int fails(int i, int length) {
          throw new IllegalStateException("x".repeat(length) + i);
        }
      }
      """;

  @TempDir static Path jarFolder;
  private static String jar;

  @TempDir Path folder;

  @BeforeAll
  static void makeUsersJar() throws IOException {
    jar = UserJar.of(jarFolder, "com.example.Greedy", FUNCTIONS).toString();
  }

  private AcmeProcess run(String memory, String function, String... arguments) {
    List<String> words = new ArrayList<>(List.of("run", "com.example.Greedy::" + function));
    words.addAll(List.of(arguments));
    words.addAll(List.of("--jar", jar, "--driver-memory", memory));
    return AcmeProcess.run(folder, words.toArray(String[]::new));
  }

  /** What acme said but for progress, which a run of more than some seconds reports. */
  private static List<String> ours(AcmeProcess acme) {
    return acme.stderr().stream()
        .filter(
            line -> line.startsWith("acme: ") && !line.matches("acme: \\w+: \\d+ of .* done .*"))
        .toList();
  }

  @Test
  void anArgumentThatTheHeapCannotHoldIsOneSentence() {
    Path file = folder.resolve("big.h5");
    Judges.h5py(
        """
        import h5py, sys
        with h5py.File(sys.argv[1], 'w') as f:
            f.create_dataset('x', shape=(120_000_000,), dtype='f8')
        """,
        file);
    for (String argument : List.of("@big.h5:/x", "all:range(60000000)")) {
      AcmeProcess acme = run("1g", "length", argument, "range(3)", "--in-memory");
      assertEquals(3, acme.status(), acme::said);
      assertEquals(List.of(), acme.stdout());
      assertEquals(1, acme.stderr().size(), acme::said);
      assertTrue(acme.stderr().get(0).contains("memory"), acme::said);
    }
  }

  @Test
  void resultsInMemoryThatTheHeapCannotHoldAreOneSentence() {
    AcmeProcess acme = run("512m", "numbers", "range(40)", "4000000", "--in-memory", "--quiet");
    assertEquals(3, acme.status(), acme::said);
    assertEquals(List.of(), acme.stdout());
    assertEquals(1, ours(acme).size(), acme::said);
    assertTrue(ours(acme).get(0).contains("the driver has run out of memory"), acme::said);
  }

  @Test
  void aResultThatTheHeapCannotHoldCostsNothingThatWasCommitted() throws IOException {
    AcmeProcess acme =
        run("512m", "texts", "range(8)", "2000000", "--range-size=1", "--output-dir=run");
    assertEquals(3, acme.status(), acme::said);
    assertEquals(1, ours(acme).size(), acme::said);
    assertTrue(ours(acme).get(0).contains("the driver has run out of memory"), acme::said);
    Path run = folder.resolve("run");
    assertTrue(Files.exists(run.resolve("texts_payload/texts_0.h5")), acme::said);
    assertTrue(log(run).contains("OutOfMemoryError"), () -> "the log tells where");

    AcmeProcess resumed = AcmeProcess.run(folder, "resume", "run", "--driver-memory", "2g");

    assertEquals(0, resumed.status(), resumed::said);
    assertEquals(
        "8 1 2000000",
        Judges.h5py(
            """
            import h5py, sys
            with h5py.File(sys.argv[1]) as f:
                print(len(f), len(f['comp_0/result_0']), len(f['comp_7/result_0']))
            """,
            run.resolve("texts.h5")));
    assertFalse(Files.exists(run.resolve(".working")));
  }

  @Test
  void whatSparkEndsThisProcessForIsNotAnExitStatusOfItsOwn() throws IOException {
    AcmeProcess acme = run("512m", "ends", "range(8)", "--range-size=1", "--output-dir=run");
    assertEquals(3, acme.status(), acme::said);
    assertTrue(ours(acme).get(0).contains("Spark ends this process"), acme::said);
    Path run = folder.resolve("run");
    assertTrue(log(run).contains("interrupted"), () -> "the log is kept");
    assertEquals(
        "[0, 1, 2, 3, 4]",
        Judges.h5py(
            """
            import h5py, sys
            with h5py.File(sys.argv[1]) as f:
                print(sorted(int(f[name]['result_0'][()]) for name in f))
            """,
            run.resolve("ends.h5")));
  }

  @ParameterizedTest
  @CsvSource({"30000, 10000, 480m", "300000, 20, 480m"})
  void manyFailuresAreAllRecorded(int count, String length, String memory) throws IOException {
    AcmeProcess acme =
        run(memory, "fails", "range(" + count + ")", length, "--output-dir=run", "--quiet");
    assertEquals(1, acme.status(), acme::said);
    Path run = folder.resolve("run");
    try (Stream<String> ledger = Files.lines(run.resolve("fails_computations.jsonl"))) {
      assertEquals(count, ledger.filter(line -> line.contains("\"failed\"")).count());
    }
    for (Path file : List.of(run.resolve("fails_computations.jsonl"), logFile(run))) {
      long most = (64L << 20) + 1500L * count;
      assertTrue(Files.size(file) < most, () -> file + ": " + file.toFile().length());
    }
    assertTrue(acme.said().contains(count + " of " + count), acme::said);
  }

  @Test
  void tooFewDescriptorsAreOneSentence() throws IOException {
    for (String command : List.of("run java.lang.Math::abs [1,2]", "inspect x.h5")) {
      var outcome =
          Judges.run(
              List.of(
                  "bash",
                  "-c",
                  "cd %s; ulimit -n 128; %s %s".formatted(folder, AcmeProcess.COMMAND, command)));
      assertEquals(3, outcome.exitStatus(), outcome.output());
      assertEquals(1, outcome.output().lines().count(), outcome.output());
      assertTrue(outcome.output().contains("may open 128 files here"), outcome.output());
    }
  }

  private static Path logFile(Path run) throws IOException {
    try (Stream<Path> files = Files.list(run)) {
      return files.filter(file -> file.toString().endsWith(".log")).findFirst().orElseThrow();
    }
  }

  private static String log(Path run) throws IOException {
    return Files.readString(logFile(run));
  }
}
