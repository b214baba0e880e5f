package org.acmespark.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import org.acmespark.Results;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Jars that bring libraries of their own, which Spark or acme have in another version. */
class UserClasspathIT {
  private static final String SHAPE =
      """
      package %s;

      public class %s {
        public static String mine;

        public static String shape(int i) {
          return "%2$s " + i;
        }
      }
      """;

  private static final String FUNCTIONS =
      """
      package com.example;

      import com.fasterxml.jackson.databind.ObjectMapper;
      import com.google.common.base.Joiner;
      import ucar.nc2.NetcdfFile;

      public final class Mine {
        public static String guava(int i) {
          return Joiner.shape(i);
        }

        public static String jackson(int i) {
          return ObjectMapper.shape(i);
        }

        public static String netcdf(int i) {
          return NetcdfFile.shape(i);
        }

        public static String field(int i) {
          return Joiner.mine;
        }

        public static String all(int i) {
          return guava(i) + ", " + jackson(i) + ", " + netcdf(i);
        }

        public static double half(double value, int i) {
          return all(i).isEmpty() ? 0 : value / 2;
        }

        /** The jars that these classes come from. */
        public static String common(int i) throws Exception {
          return jar("org.apache.spark.SparkContext") + " " + jar("org.acmespark.model.Arg");
        }

        private static String jar(String name) throws Exception {
          Class<?> type =
              Class.forName(name, false, Thread.currentThread().getContextClassLoader());
          String path = type.getProtectionDomain().getCodeSource().getLocation().getPath();
          return path.substring(path.lastIndexOf('/') + 1).replaceAll("[-_0-9].*", "");
        }
      }
      """;

  @TempDir static Path jarFolder;
  @TempDir Path cwd;
  private static Path jar;

  @BeforeAll
  static void makeUsersJar() throws IOException {
    jar =
        UserJar.of(
            jarFolder,
            Map.of(
                "com.example.Mine",
                FUNCTIONS,
                "com.google.common.base.Joiner",
                SHAPE.formatted("com.google.common.base", "Joiner"),
                "com.fasterxml.jackson.databind.ObjectMapper",
                SHAPE.formatted("com.fasterxml.jackson.databind", "ObjectMapper"),
                "ucar.nc2.NetcdfFile",
                SHAPE.formatted("ucar.nc2", "NetcdfFile"),
                "org.apache.spark.SparkContext",
                SHAPE.formatted("org.apache.spark", "SparkContext"),
                "org.acmespark.model.Arg",
                SHAPE.formatted("org.acmespark.model", "Arg")));
  }

  private AcmeProcess run(String function, String... options) {
    String[] words = new String[options.length + 6];
    words[0] = "run";
    words[1] = "com.example.Mine::" + function;
    words[2] = "range(2)";
    words[3] = "--in-memory";
    words[4] = "--jar";
    words[5] = jar.toString();
    System.arraycopy(options, 0, words, 6, options.length);
    return AcmeProcess.run(cwd, words);
  }

  @ParameterizedTest
  @ValueSource(strings = {"local[2]", "local-cluster[1,2,1024]"})
  void theUsersLibrariesComeFirstOnDemand(String master) {
    AcmeProcess all = run("all", "--user-classpath-first", "--master", master);

    assertEquals(0, all.status(), all::said);
    assertEquals(
        "[\"Joiner 0, ObjectMapper 0, NetcdfFile 0\",\"Joiner 1, ObjectMapper 1, NetcdfFile 1\"]",
        String.join("", all.stdout()).replace("\", \"", "\",\""));
  }

  @ParameterizedTest
  @ValueSource(strings = {"local[2]", "local-cluster[1,2,1024]"})
  void sparksClassesAndOursNeverComeFromTheUsersJar(String master) {
    AcmeProcess common = run("common", "--user-classpath-first", "--master", master);

    assertEquals(0, common.status(), common::said);
    String both = common.stdout().get(0);
    assertTrue(both.startsWith("[\"spark acme") || both.startsWith("[\"spark-core acme"), both);
  }

  @Test
  void whoeverMeetsTheWrongLibraryIsToldOfTheOption() {
    AcmeProcess method = run("guava");
    assertEquals(1, method.status(), method::said);
    assertTrue(method.said().contains("java.lang.NoSuchMethodError"), method::said);
    assertTrue(
        method.said().contains("the class com.google.common.base.Joiner is both in guava-"),
        method::said);
    assertTrue(
        method.said().contains("and in user.jar, and that of guava-")
            && method.said().contains("with --user-classpath-first, userClasspathFirst()"),
        method::said);
  }

  @Test
  void soItIsOfFieldsAndWithOurLibraries() {
    AcmeProcess field = run("field");
    assertTrue(field.said().contains("java.lang.NoSuchFieldError"), field::said);
    assertTrue(field.said().contains("with --user-classpath-first"), field::said);

    AcmeProcess netcdf = run("netcdf");
    assertTrue(
        netcdf.said().contains("the class ucar.nc2.NetcdfFile is both in acme-spark-"),
        netcdf::said);
  }

  @Test
  void filesAreReadAndWrittenWithOurLibrariesBesideTheirs() throws IOException {
    AcmeProcess first =
        AcmeProcess.run(
            cwd,
            "run",
            "org.acmespark.examples.Walkthrough::f",
            "[2,4]",
            "4",
            "3",
            "--result-shape",
            "stack",
            "--single-file",
            "--output-dir",
            "first");
    assertEquals(0, first.status(), first::said);
    AcmeProcess second =
        AcmeProcess.run(
            cwd,
            "run",
            "com.example.Mine::half",
            "@first/f.h5:/result_0[*]",
            "range(2)",
            "--jar",
            jar.toString(),
            "--user-classpath-first",
            "--output-dir",
            "second");
    assertEquals(0, second.status(), second::said);
    AcmeProcess verified = AcmeProcess.run(cwd, "verify", "second");
    assertEquals(0, verified.status(), verified::said);
    try (Results results = Results.open(cwd.resolve("second/half.h5"))) {
      assertEquals(9.0, results.computation(0).value());
      assertEquals(12.0, results.computation(1).value());
    }
  }

  @Test
  void whatFailedWithAnotherLibraryIsResumedWithTheUsersFirst() {
    AcmeProcess failed =
        AcmeProcess.run(
            cwd,
            "run",
            "com.example.Mine::all",
            "range(2)",
            "--jar",
            jar.toString(),
            "--output-dir",
            "resumed");
    assertEquals(1, failed.status(), failed::said);

    AcmeProcess resumed =
        AcmeProcess.run(cwd, "resume", "resumed", "--retry-failed", "--user-classpath-first");

    assertEquals(0, resumed.status(), resumed::said);
    try (Results results = Results.open(cwd.resolve("resumed"))) {
      assertEquals("Joiner 1, ObjectMapper 1, NetcdfFile 1", results.computation(1).value());
    }
  }

  @Test
  void aDryRunTakesThemFirstToo() {
    AcmeProcess dry = run("all", "--user-classpath-first", "--dry-run", "--json");

    assertEquals(0, dry.status(), dry::said);
    assertTrue(!dry.said().contains("NoSuchMethodError"), dry::said);
  }

  @Test
  void withoutAJarTheOptionIsRefused() {
    AcmeProcess refused =
        AcmeProcess.run(
            cwd, "run", "java.lang.Math::sqrt", "[1,4]", "--in-memory", "--user-classpath-first");

    assertEquals(2, refused.status(), refused::said);
    assertTrue(refused.said().contains("there is no jar whose classes could come first"));
  }
}
