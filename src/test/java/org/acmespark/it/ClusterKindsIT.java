package org.acmespark.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.acmespark.Judges;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The same two commands on every kind of cluster: the same files, the same failure, by name. */
@ExtendWith(SlurmLab.class)
class ClusterKindsIT {
  private static final String ALL_BUT_ONE =
      """
      package com.example;

      public final class AllButOne {
        public static int thrice(int x) {
          if (x == 17) {
            throw new ArithmeticException("not this one");
          }
          return 3 * x;
        }
      }
      """;

  /** All but computation 17, which is the one that failed. */
  private static final String JUDGE =
      """
      import h5py, sys
      with h5py.File(sys.argv[1]) as f:
          there = sorted(int(name[5:]) for name in f)
          assert there == [i for i in range(2000) if i != 17], there[:30]
          assert all(f[f"comp_{i}/result_0"][()] == 3 * i for i in there)
      """;

  /** Where to run, and what the command line says for it. */
  enum Kind {
    LOCAL("--n-workers", "2"),
    LOCAL_CLUSTER("--master", "local-cluster[2,1,1024]"),
    STANDALONE("--cluster", "kinds"),
    SLURM("--partition", "8GBS", "--n-workers", "2"),
    ALLOCATION();

    private final List<String> options;

    Kind(String... options) {
      this.options = List.of(options);
    }
  }

  @TempDir static Path folder;
  private static Path jar;

  @BeforeAll
  static void startAStandaloneCluster() throws Exception {
    jar = UserJar.of(folder, "com.example.AllButOne", ALL_BUT_ONE);
    standalone("start", "--name", "kinds", "--cores", "2", "--memory", "1g");
  }

  @AfterAll
  static void stopIt() throws Exception {
    standalone("stop", "--name", "kinds");
  }

  private static void standalone(String... arguments) throws Exception {
    assertEquals(0, run("standalone", arguments));
  }

  private static int run(String script, String... arguments) throws Exception {
    List<String> command = new ArrayList<>();
    command.add(Path.of("submit", script).toAbsolutePath().toString());
    command.addAll(Arrays.asList(arguments));
    return run(command);
  }

  private static int run(List<String> command) throws Exception {
    var builder =
        new ProcessBuilder(command)
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("said").toFile());
    builder.environment().put("SLURM_CONF", SlurmLab.configuration().toString());
    builder.environment().put("ACME_CLUSTERS", folder.resolve("clusters").toString());
    builder.environment().remove("SPARK_HOME");
    return builder.start().waitFor();
  }

  private static int acme(Kind kind, String... arguments) throws Exception {
    if (kind != Kind.ALLOCATION) {
      List<String> all = new ArrayList<>(Arrays.asList(arguments));
      all.addAll(kind.options);
      return run("acme", all.toArray(String[]::new));
    }
    String script = Path.of("submit", "slurm.sbatch").toAbsolutePath().toString();
    List<String> command =
        new ArrayList<>(
            List.of("sbatch", "--parsable", "-p", "8GBS", "-N2", "-o", "said.job", script));
    command.addAll(Arrays.asList(arguments));
    assertEquals(0, run(command), ClusterKindsIT::said);
    int status = SlurmLab.exitStatus(said().strip());
    Files.move(
        folder.resolve("said.job"), folder.resolve("said"), StandardCopyOption.REPLACE_EXISTING);
    return status;
  }

  private static String said() {
    try {
      return Files.readString(folder.resolve("said"));
    } catch (IOException e) {
      return e.toString();
    }
  }

  @ParameterizedTest
  @EnumSource
  void runsTheReadmesJobAndNamesTheOneFailureOfALargerOne(Kind kind) throws Exception {
    Path readme = folder.resolve(kind + "-readme");
    int status =
        acme(
            kind,
            "run",
            "org.acmespark.examples.Walkthrough::f",
            "[2,4,6,8]",
            "4",
            "z=3",
            "--output-dir",
            readme.toString());
    assertEquals(0, status, ClusterKindsIT::said);
    Judges.h5py(
        Files.readString(Path.of("src/test/python/judge_walkthrough.py")), readme.resolve("f.h5"));

    Path large = folder.resolve(kind + "-large");
    status =
        acme(
            kind,
            "run",
            "com.example.AllButOne::thrice",
            "range(2000)",
            "--jar",
            jar.toString(),
            "--output-dir",
            large.toString());
    assertEquals(1, status, ClusterKindsIT::said);
    assertTrue(said().contains("not this one"), ClusterKindsIT::said);
    assertTrue(said().contains("17"), ClusterKindsIT::said);
    Judges.h5py(JUDGE, large.resolve("thrice.h5"));
  }
}
