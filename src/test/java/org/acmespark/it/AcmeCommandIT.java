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
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.acmespark.Judges;
import org.acmespark.hdf5.Hdf5Reader;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a user meets who types {@code acme run} in a directory of theirs. */
class AcmeCommandIT {
  private static final String F = "org.acmespark.examples.Walkthrough::f";
  private static final String TRIAL =
      """
      package com.example;

      public final class Trial {
        public static final class OutOfPaper extends Exception {
          public OutOfPaper(String message) {
            super(message);
          }
        }

        public static double half(int tray) throws OutOfPaper {
          System.out.println("this is no result");
          if (tray == 3) {
            throw new OutOfPaper("tray " + tray + " is empty");
          }
          return tray / 2.0;
        }

        public static double[] fill(int value, int length) {
          double[] values = new double[length];
          java.util.Arrays.fill(values, value);
          return values;
        }
      }
      """;

  @TempDir static Path jarFolder;
  @TempDir Path cwd;
  private static Path jar;

  @BeforeAll
  static void makeUsersJar() throws IOException {
    jar = UserJar.of(jarFolder, "com.example.Trial", TRIAL);
  }

  private AcmeProcess run(String... arguments) {
    List<String> all = new ArrayList<>(List.of("run"));
    all.addAll(Arrays.asList(arguments));
    return AcmeProcess.run(cwd, all.toArray(String[]::new));
  }

  private static String judge(String script, Object... arguments) throws IOException {
    return Judges.h5py(Files.readString(Path.of("src/test/python", script)), arguments);
  }

  @Test
  void theReadmesFirstCommandPrintsTheContainerAndNothingElse() throws Exception {
    var acme = run(F, "[2,4,6,8]", "4", "z=3");

    assertEquals(0, acme.status(), acme::said);
    assertEquals(1, acme.stdout().size(), acme::said);
    Path container = Path.of(acme.stdout().get(0));
    assertEquals("f.h5", container.getFileName().toString());
    assertEquals(cwd.toRealPath(), container.getParent().getParent().toRealPath());
    assertFalse(String.join("\n", acme.stderr()).contains("ERROR"), acme::said);
    judge("judge_walkthrough.py", container);

    // Links are relative, so a run may be taken elsewhere.
    Path moved = Files.move(container.getParent(), cwd.resolve("taken elsewhere"));
    judge("judge_walkthrough.py", moved.resolve("f.h5"));
    var inspect = AcmeProcess.run(cwd, "inspect", moved.toString(), "--values");
    assertEquals(0, inspect.status(), inspect::said);
    assertTrue(String.join("\n", inspect.stdout()).contains("36"), inspect::said);
  }

  @Test
  void oneLineSaysWhatWillBeDone() {
    var acme = run(F, "[2,4,6,8]", "4", "z=3", "--in-memory");

    assertEquals(0, acme.status(), acme::said);
    assertEquals(
        Optional.of(
            "acme: f: 4 computations; x = 4 values [2, 4, 6, 8]; y = 4.0 shared; z = 3.0 shared; "
                + "results in memory"),
        acme.preview());
  }

  @Test
  void jsonIsOneObject() throws Exception {
    var acme = run(F, "[2,4,6,8]", "4", "z=3", "--json", "--output-dir", "a/run", "--quiet");

    assertEquals(0, acme.status(), acme::said);
    assertEquals(1, acme.stdout().size(), acme::said);
    assertEquals(List.of(), acme.stderr());
    assertEquals(Optional.empty(), acme.preview());
    JsonNode json = new ObjectMapper().readTree(acme.stdout().get(0));
    assertEquals(cwd.resolve("a/run/f.h5").toString(), json.get("container").textValue());
    assertEquals(4, json.get("files").size());
    assertEquals(4, json.get("nInputs").intValue());
    assertEquals(0, json.get("failed").intValue());
    assertTrue(json.get("seconds").doubleValue() > 0, acme::said);
  }

  @Test
  void inMemoryPrintsTheValuesAndWritesNothing() {
    var acme = run(F, "[2,4,6,8]", "4", "z=3", "--in-memory", "--master=local[1]");

    assertEquals(0, acme.status(), acme::said);
    assertEquals(List.of("[18.0,24.0,30.0,36.0]"), acme.stdout());
    assertEquals(List.of(""), AcmeProcess.listing(cwd));
  }

  @Test
  void aFunctionWithoutResultPrintsTheRunDirectoryWhichHoldsNoSecret() throws Exception {
    var acme =
        run(
            "java.lang.Thread::sleep",
            "[1,2]",
            "--output-dir=run",
            "--verbose",
            "--conf=spark.my.password=hidden-value");

    assertEquals(0, acme.status(), acme::said);
    assertEquals(List.of(cwd.resolve("run").toString()), acme.stdout());
    assertFalse(acme.said().contains("hidden-value"), acme::said);
    for (String name : AcmeProcess.listing(cwd.resolve("run"))) {
      Path file = cwd.resolve("run").resolve(name);
      if (Files.isRegularFile(file)) {
        assertFalse(Files.readString(file).contains("hidden-value"), name);
      }
    }
  }

  @Test
  void debugShowsTheFunctionsOwnFramesAndNothingBelow() throws Exception {
    var acme =
        run(
            "org.acmespark.examples.Sensors::smooth",
            "all:[1,2,3]",
            "each:[1,0]",
            "--debug",
            "--quiet",
            "--output-dir=run");

    assertEquals(1, acme.status(), acme::said);
    assertEquals(
        List.of(
            "1 of 2 computations failed:",
            "  java.lang.IllegalArgumentException: size = 0 must be at least 1 sample",
            "      at org.acmespark.examples.Sensors.smooth(Sensors.java:LINE)",
            "    computation 1: (samples=double[3] [1.0, 2.0, 3.0], size=0)"),
        acme.stderr().stream()
            .limit(4)
            .map(line -> line.replaceAll("(Sensors.java:)\\d+", "$1LINE"))
            .toList());
    try (var reader = Hdf5Reader.open(cwd.resolve("run/smooth.h5"))) {
      assertEquals(List.of("comp_0"), reader.children("/"));
    }
  }

  @Test
  void aFailingFunctionIsSummedUpAndTheOthersAreThere() {
    var acme =
        run(
            "org.acmespark.examples.Sensors::smooth",
            "all:[1,2,3]",
            "each:[1,0,2]",
            "--output-dir=run");

    assertEquals(1, acme.status(), acme::said);
    assertEquals(List.of(cwd.resolve("run/smooth.h5").toString()), acme.stdout());
    String summary = String.join("\n", acme.stderr());
    for (String words :
        List.of(
            "1 of 3 computations failed",
            "java.lang.IllegalArgumentException: size = 0 must be at least 1 sample",
            "computation 1: (samples=double[3] [1.0, 2.0, 3.0], size=0)")) {
      assertTrue(summary.contains(words), () -> "'" + words + "' is missing in\n" + acme.said());
    }
    assertFalse(summary.contains("\tat "), acme::said);
    try (var reader = Hdf5Reader.open(cwd.resolve("run/smooth.h5"))) {
      assertEquals(List.of("comp_0", "comp_2"), reader.children("/"));
    }
  }

  @Test
  void theUsersJarReachesExecutorsOfOtherJvms() {
    var acme =
        run(
            "com.example.Trial::half",
            "[1,2,3,4]",
            "--jar=" + jar,
            "--master=local-cluster[1,1,1024]",
            "--output-dir=run");

    assertEquals(1, acme.status(), acme::said);
    assertEquals(List.of(cwd.resolve("run/half.h5").toString()), acme.stdout());
    String summary = String.join("\n", acme.stderr());
    assertTrue(summary.contains("com.example.Trial$OutOfPaper: tray 3 is empty"), acme::said);
    try (var reader = Hdf5Reader.open(cwd.resolve("run/half.h5"))) {
      assertEquals(List.of("comp_0", "comp_1", "comp_3"), reader.children("/"));
      assertEquals(2.0, reader.read("/comp_3/result_0").toJava());
    }
  }

  @ParameterizedTest
  @CsvSource({"make_ecg.py,360,40", "make_sines.py,1000,50"})
  void lowpassOfEveryColumnIsWhatScipyMakesOfIt(String make, int rate, int cutoff)
      throws Exception {
    Judges.h5py("import h5py");
    if (Judges.run(List.of(Judges.PYTHON, "-c", "import scipy.signal")).exitStatus() != 0) {
      Judges.missing("scipy is not installed");
    }
    judge(make, cwd.resolve("signal.h5"));

    var acme =
        run(
            "org.acmespark.examples.Filters::lowpass",
            "@signal.h5:/data[:,*]",
            "cutoff=" + cutoff,
            "rate=" + rate,
            "--output-dir=run");

    assertEquals(0, acme.status(), acme::said);
    judge("judge_lowpass.py", cwd.resolve("signal.h5"), acme.stdout().get(0), rate, cutoff, 4);
  }

  @ParameterizedTest
  @CsvSource({"--payload=per-computation", "--payload=per-partition", "--single-file"})
  void aFullDiskEndsTheRunWithPathAndCause(String layout) throws Exception {
    Path small = Files.createDirectory(cwd.resolve("small"));
    var mount =
        Judges.run(List.of("mount", "-t", "tmpfs", "-o", "size=2m", "tmpfs", small.toString()));
    if (mount.exitStatus() != 0) {
      Judges.missing("no small file system can be mounted here: " + mount.output());
    }
    try {
      var acme =
          run(
              "com.example.Trial::fill",
              "range(40)",
              "all:50000",
              "--jar=" + jar,
              layout,
              "--output-dir=small/run");

      assertEquals(3, acme.status(), acme::said);
      assertEquals(List.of(), acme.stdout());
      // HDF5's own text has several lines; progress is no message.
      List<String> messages =
          acme.stderr().stream()
              .filter(line -> line.startsWith("acme: ") && !line.startsWith("acme: fill: "))
              .toList();
      assertEquals(1, messages.size(), acme::said);
      assertTrue(messages.get(0).contains(small.resolve("run").toString()), acme::said);
      assertTrue(acme.said().contains("No space left on device"), acme::said);
      assertFalse(acme.said().contains("\tat "), acme::said);
      // What was committed is kept and readable, but there is no container of half of it.
      for (Path left : filesBelow(small)) {
        assertFalse(left.endsWith("fill.h5"), () -> "a container is left: " + left);
        assertFalse(left.toString().contains(".working"), () -> "not cleared away: " + left);
        if (left.toString().endsWith(".h5")) {
          Hdf5Reader.open(left).close();
        }
      }
    } finally {
      assertEquals(0, Judges.run(List.of("umount", small.toString())).exitStatus());
    }
  }

  private static List<Path> filesBelow(Path directory) throws IOException {
    try (Stream<Path> paths = Files.walk(directory)) {
      return paths.filter(Files::isRegularFile).toList();
    }
  }
}
