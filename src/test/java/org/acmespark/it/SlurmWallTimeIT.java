package org.acmespark.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.acmespark.Judges;
import org.acmespark.LedgerAttempts;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/**
 * A run that takes longer than the wall time of its job, which queues itself again until all is
 * computed. {@code acme.walls} says how many wall times of work there are for each of two cores,
 * and {@code acme.minutes} how long a wall time is.
 */
@ExtendWith(SlurmLab.class)
class SlurmWallTimeIT {
  private static final int WALLS = Integer.getInteger("acme.walls", 1);
  private static final int MINUTES = Integer.getInteger("acme.minutes", 1);
  private static final int CORES = 2;
  private static final int CALL_SECONDS = MINUTES == 1 ? 2 : 5;
  private static final int WORK_SECONDS = WALLS * MINUTES * 60;
  private static final int N = WORK_SECONDS * CORES / CALL_SECONDS;

  /** The default is too much of a minute. */
  private static final String NOTICE = MINUTES == 1 ? ",ACME_NOTICE=5" : "";

  private static final String SLEEPER =
      """
      package com.example;

      import java.nio.file.Files;
      import java.nio.file.Path;

      public final class Sleeper {
        public static int thrice(int x, int seconds, String calls) throws Exception {
          Files.createTempFile(Path.of(calls), x + "-", ".called");
          Thread.sleep(1000L * seconds);
          return 3 * x;
        }
      }
      """;

  @TempDir Path folder;

  private List<String> run() throws IOException {
    Path calls = Files.createDirectory(folder.resolve("calls"));
    Path jar = UserJar.of(folder, "com.example.Sleeper", SLEEPER);
    return List.of(
        "run",
        "com.example.Sleeper::thrice",
        "range(" + N + ")",
        "" + CALL_SECONDS,
        calls.toString(),
        "--jar=" + jar,
        "--output-dir=run");
  }

  private void submit(List<String> words) throws Exception {
    List<String> command =
        new ArrayList<>(
            List.of(
                "sbatch",
                "--partition=8GBS",
                "--nodes=1",
                "--time=" + MINUTES,
                "--requeue",
                "--export=ALL" + NOTICE,
                "--output=job.log",
                "--open-mode=append",
                Path.of("submit/slurm.sbatch").toAbsolutePath().toString(),
                "--requeue"));
    command.addAll(words);
    var builder = new ProcessBuilder(command).directory(folder.toFile()).inheritIO();
    builder.environment().put("SLURM_CONF", SlurmLab.configuration().toString());
    builder.environment().remove("SPARK_HOME");
    assertEquals(0, builder.start().waitFor());
    SlurmLab.eventually(
        360 + 4 * WORK_SECONDS, "the job has ended", () -> SlurmLab.jobs().isEmpty());
  }

  private String said() {
    try {
      return Files.readString(folder.resolve("job.log"));
    } catch (IOException e) {
      return "";
    }
  }

  @Test
  @Timeout(value = 1, unit = java.util.concurrent.TimeUnit.DAYS) // what is waited for has limits
  void queuesItselfAgainUntilAllIsComputed() throws Exception {
    var begun = Instant.now();
    submit(run());
    // On a machine that is so busy that two wall times in a row pass in vain.
    for (int k = 0; k < 3 && said().endsWith("time is left\n"); k++) {
      submit(List.of("resume", "run"));
    }
    long seconds = Duration.between(begun, Instant.now()).toSeconds();

    assertTrue(said().contains("the job begins anew"), this::said);
    assertEquals(
        N + " True", Judges.h5py(SlurmClusterIT.COUNT, folder.resolve("run/thrice.h5"), N));
    assertEquals(N, LedgerAttempts.computed(folder.resolve("run/thrice_computations.jsonl")));
    try (var calls = Files.list(folder.resolve("calls"))) {
      System.out.printf(
          "%d wall times of %d min for %d s of work on each core: %d s, %d %% more; %d calls for %d computations%n",
          said().split("the job begins anew").length,
          MINUTES,
          WORK_SECONDS,
          seconds,
          100 * (seconds - WORK_SECONDS) / WORK_SECONDS,
          calls.count(),
          N);
    }
  }
}
