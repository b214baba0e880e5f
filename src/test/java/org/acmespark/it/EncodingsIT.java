package org.acmespark.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.acmespark.hdf5.Hdf5Writer;
import org.acmespark.hdf5.value.Hdf5Value;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * {@code submit/acme} in other languages and encodings, and with paths that mean something else.
 */
class EncodingsIT {
  private static final String WORDS =
      """
      package com.example;

      public final class Words {
        public static int length(String word) {
          return word.length();
        }

        public static double sum(double[] values) {
          return java.util.Arrays.stream(values).sum();
        }
      }
      """;

  @TempDir static Path jarFolder;
  private static Path jar;
  @TempDir Path folder;

  private record Outcome(int status, String stdout, String stderr) {}

  @BeforeAll
  static void makeUsersJar() throws IOException {
    jar = UserJar.of(jarFolder, "com.example.Words", WORDS);
  }

  /** As cron, SLURM and containers start it. */
  @ParameterizedTest
  @ValueSource(strings = {"local[2]", "local-cluster[1,2,1024]"})
  void otherLettersThanAsciiArriveInTheLocaleC(String master) throws Exception {
    Path place = Files.createDirectory(folder.resolve("größe 中"));
    try (Hdf5Writer writer = Hdf5Writer.create(place.resolve("größe.h5"))) {
      writer.write("/maß[0]", Hdf5Value.of(new double[][] {{1, 2}, {3, 4}}));
      writer.commit();
    }
    Path odd = Files.createDirectory(place.resolve("a b,c#[1]%41"));
    Path mine = Files.copy(jar, odd.resolve("meine Wörter.jar"));
    Map<String, String> c = Map.of("LC_ALL", "C", "XDG_CACHE_HOME", folder.toString());

    Outcome lengths =
        acme(
            place,
            c,
            "run",
            "com.example.Words::length",
            "[\"größe\",\"中\"]",
            "--jar",
            mine.toString(),
            "--in-memory",
            "--master",
            master);
    assertEquals("[5,1]\n", lengths.stdout(), lengths.stderr());

    Outcome sums =
        acme(
            place,
            c,
            "run",
            "com.example.Words::sum",
            "@" + place.resolve("größe.h5") + ":\"/maß[0]\"[*,:]",
            "--jar",
            "a b,c#[1]%41/meine Wörter.jar",
            "--output-dir",
            "läufe",
            "--master",
            master);
    assertEquals(0, sums.status(), sums.stderr());
    assertEquals(place.toRealPath().resolve("läufe/sum.h5"), Path.of(sums.stdout().strip()));
    Outcome verified = acme(place, c, "verify", "läufe");
    assertTrue(
        (verified.stdout() + verified.stderr()).contains("2 of 2 computations readable"),
        verified.stderr());
  }

  @ParameterizedTest
  @CsvSource({"ar, EG", "tr, TR", "de, DE"})
  void aRunIsTheSameInEveryLanguage(String language, String country) throws Exception {
    String options = "-Duser.language=" + language + " -Duser.country=" + country;
    Map<String, String> there = Map.of("SPARK_SUBMIT_OPTS", options);
    Outcome outcome =
        acme(
            folder,
            there,
            "run",
            "org.acmespark.examples.Walkthrough::f",
            "[2,4,6,8]",
            "4",
            "z=3",
            "--format",
            "pickle",
            "--verbose",
            "--output-dir",
            "out",
            "--timeout",
            "1.5h",
            "--driver-memory",
            "0.75GB",
            "--master",
            "local-cluster[1,2,1024]",
            "--conf",
            "spark.executor.extraJavaOptions=" + options);
    assertEquals(0, outcome.status(), outcome.stderr());
    for (int i = 0; i < 4; i++) {
      assertTrue(Files.exists(folder.resolve("out/f_" + i + ".pickle")), outcome.stderr());
    }
    Outcome verified = acme(folder, Map.of(), "verify", "out");
    assertTrue(
        (verified.stdout() + verified.stderr()).contains("4 of 4 computations readable"),
        verified.stderr());
  }

  @Test
  void whatIsNoJarIsNamed() throws Exception {
    Path none = Files.writeString(folder.resolve("my, notes.jar"), "not a jar");
    Outcome outcome =
        acme(
            folder,
            Map.of(),
            "run",
            "com.example.Words::length",
            "[\"a\"]",
            "--jar",
            none.toString());
    assertEquals(2, outcome.status(), outcome.stderr());
    assertTrue(outcome.stderr().contains("my, notes.jar: that is no jar"), outcome.stderr());
    assertEquals(1, outcome.stderr().lines().count(), outcome.stderr());
  }

  private Outcome acme(Path directory, Map<String, String> environment, String... words)
      throws Exception {
    List<String> command = new ArrayList<>(List.of(AcmeProcess.COMMAND.toString()));
    command.addAll(List.of(words));
    Path out = folder.resolve("out.txt");
    Path err = folder.resolve("err.txt");
    var builder =
        new ProcessBuilder(command)
            .directory(directory.toFile())
            .redirectOutput(out.toFile())
            .redirectError(err.toFile());
    AcmeProcess.asAtAUsers(builder.environment());
    builder.environment().putAll(environment);
    Process process = builder.start();
    if (!process.waitFor(4, TimeUnit.MINUTES)) {
      process.descendants().forEach(ProcessHandle::destroyForcibly);
      process.destroyForcibly();
    }
    return new Outcome(process.waitFor(), Files.readString(out), Files.readString(err));
  }
}
