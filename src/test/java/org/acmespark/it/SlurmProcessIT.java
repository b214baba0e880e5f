package org.acmespark.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.acmespark.Judges;
import org.acmespark.LedgerAttempts;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** The commands as a user of a SLURM cluster types them, and what they leave behind. */
@ExtendWith(SlurmLab.class)
class SlurmProcessIT {
  private static final String F = "org.acmespark.examples.Walkthrough::f";
  private static final String SLEEPER =
      """
      package com.example;

      public final class Sleeper {
        public static int thrice(int x, int millis) throws InterruptedException {
          Thread.sleep(millis);
          return 3 * x;
        }

        public static int thriceOnce(int x, String file) throws InterruptedException {
          while (!java.nio.file.Files.exists(java.nio.file.Path.of(file))) {
            Thread.sleep(50);
          }
          return 3 * x;
        }

        public static int hold(int x) throws Exception {
          if (x == 2) { // more than the whole job has, until SLURM ends it
            String hold = "(head -c 1100M /dev/zero; sleep 120) | tail -c 1200M > /dev/null";
            new ProcessBuilder("sh", "-c", hold).inheritIO().start().waitFor();
          }
          return 3 * x;
        }

        public static void main(String[] args) {
          try (var spark = new org.apache.spark.api.java.JavaSparkContext()) {
            System.out.println("sum " + spark.parallelize(java.util.List.of(1, 2, 3)).reduce(Integer::sum));
          }
        }
      }
      """;

  @TempDir static Path jarFolder;
  @TempDir Path cwd;
  private static Path jar;

  @BeforeAll
  static void makeUsersJar() throws IOException {
    jar = UserJar.of(jarFolder, "com.example.Sleeper", SLEEPER);
  }

  @AfterEach
  void noJobAndNoWorkerIsLeft() {
    SlurmLab.eventually("no job is left", () -> SlurmLab.jobs().isEmpty());
    SlurmLab.eventually("no worker is left", () -> SlurmLab.workers().isEmpty());
  }

  private static Stream<String> processes() {
    return Judges.run(List.of("ps", "axww", "-o", "pid,args")).output().lines();
  }

  private Process start(Path out, String... command) throws IOException {
    var builder =
        new ProcessBuilder(command)
            .directory(cwd.toFile())
            .redirectErrorStream(true)
            .redirectOutput(out.toFile());
    builder.environment().put("SLURM_CONF", SlurmLab.configuration().toString());
    builder.environment().put("ACME_CLUSTERS", cwd.resolve("clusters").toString());
    builder.environment().remove("SPARK_HOME");
    return builder.start();
  }

  private Process acme(Path out, String... arguments) throws IOException {
    List<String> all = new ArrayList<>(List.of(Path.of("submit/acme").toAbsolutePath().toString()));
    all.addAll(Arrays.asList(arguments));
    return start(out, all.toArray(String[]::new));
  }

  private Process runOnSlurm(String run, int n, int millis) throws IOException {
    return acme(
        cwd.resolve(run + ".out"),
        "run",
        "com.example.Sleeper::thrice",
        "range(" + n + ")",
        "" + millis,
        "--jar",
        jar.toString(),
        "--output-dir",
        run,
        "--partition",
        "8GBS",
        "--n-workers",
        "1",
        "--output-folder",
        cwd.toString());
  }

  private void assertRan(Process process, String run, int n) throws Exception {
    assertEquals(0, process.waitFor(), () -> read(cwd.resolve(run + ".out")));
    assertEquals(
        n + " True", Judges.h5py(SlurmClusterIT.COUNT, cwd.resolve(run).resolve("thrice.h5"), n));
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      return e.toString();
    }
  }

  @Test
  void twoClustersOfOneUserLiveSideBySide() throws Exception {
    Process one = runOnSlurm("one", 2000, 0);
    Process two = runOnSlurm("two", 20, 100);
    assertRan(one, "one", 2000);
    assertRan(two, "two", 20);
  }

  @Test
  void nobodySeesTheSecretAndNothingOutlivesAKilledDriver() throws Exception {
    Process driver = runOnSlurm("run", 1000, 1000);
    Path ledger = cwd.resolve("run/thrice_computations.jsonl");
    SlurmLab.eventually(
        "computations finish", () -> Files.exists(ledger) && !read(ledger).isEmpty());
    String pid =
        SlurmLab.workers().stream()
            .filter(p -> p.contains("java"))
            .findFirst()
            .orElseThrow()
            .split(" ")[0];
    String secret =
        SlurmLab.environment(pid).stream()
            .filter(variable -> variable.startsWith("_SPARK_AUTH_SECRET="))
            .findFirst()
            .orElseThrow()
            .substring("_SPARK_AUTH_SECRET=".length());
    assertEquals(64, secret.length());
    String job = SlurmLab.jobs().get(0).split("\\|")[0];

    assertTrue(processes().noneMatch(p -> p.contains(secret)));
    assertFalse(SlurmLab.run("scontrol", "show", "job", "-dd", job).contains(secret));
    assertFalse(SlurmLab.run("scontrol", "write", "batch_script", job, "-").contains(secret));
    try (Stream<Path> files = Files.walk(cwd)) {
      files
          .filter(Files::isRegularFile)
          .forEach(file -> assertFalse(readBytes(file).contains(secret), file::toString));
    }
    String sockets = Judges.run(List.of("ss", "-ltnpH")).output();
    for (String process : List.of(pid, "" + driver.pid())) {
      assertTrue(
          sockets
              .lines()
              .filter(line -> line.contains("pid=" + process + ","))
              .noneMatch(
                  line -> line.matches(".*\\s(\\*|0\\.0\\.0\\.0|\\[::\\]):\\d+\\s.*|.*:6066\\s.*")),
          sockets);
    }

    driver.destroyForcibly().waitFor(); // SIGKILL; the checks after each test look what is left
  }

  private static String readBytes(Path file) {
    try {
      return new String(Files.readAllBytes(file), java.nio.charset.StandardCharsets.ISO_8859_1);
    } catch (IOException e) {
      return "";
    }
  }

  /** Two nodes of two cores, in one job, whose number is returned. */
  private String submit(List<String> options, String... arguments) throws Exception {
    List<String> command =
        new ArrayList<>(List.of("sbatch", "--parsable", "-p", "8GBS", "-N2", "-o", "job.log"));
    command.addAll(options);
    command.add(Path.of("submit/slurm.sbatch").toAbsolutePath().toString());
    command.addAll(Arrays.asList(arguments));
    Path out = cwd.resolve("sbatch.out");
    assertEquals(0, start(out, command.toArray(String[]::new)).waitFor(), () -> read(out));
    return read(out).strip();
  }

  private String submitted(String... arguments) throws Exception {
    int status = SlurmLab.exitStatus(submit(List.of(), arguments));
    return status + "\n" + read(cwd.resolve("job.log"));
  }

  private String[] slowRun() {
    return new String[] {
      "run",
      "com.example.Sleeper::thrice",
      "range(100)",
      "300",
      "--jar",
      jar.toString(),
      "--output-dir",
      "run"
    };
  }

  private void awaitResults() {
    Path ledger = cwd.resolve("run/thrice_computations.jsonl");
    SlurmLab.eventually(
        "computations finish", () -> Files.exists(ledger) && !read(ledger).isEmpty());
  }

  private void assertEachIsThereOnce() throws IOException {
    assertEquals("100 True", Judges.h5py(SlurmClusterIT.COUNT, cwd.resolve("run/thrice.h5"), 100));
    assertEquals(100, LedgerAttempts.computed(cwd.resolve("run/thrice_computations.jsonl")));
  }

  @Test
  void aJobThatIsCancelledGoesOnWhenItIsSubmittedAgain() throws Exception {
    String job = submit(List.of(), slowRun());
    awaitResults();
    SlurmLab.run("scancel", job);
    SlurmLab.eventually("the job has ended", () -> SlurmLab.jobs().isEmpty());

    String said = submitted("resume", "run");
    assertTrue(said.startsWith("0\n"), said);
    assertEachIsThereOnce();
  }

  /** A machine may be so slow that one wall time passes in vain. */
  @Test
  void aJobWhoseWallTimeEndsBeginsAnewIfAskedThoughNothingWasCommitted() throws Exception {
    Path go = cwd.resolve("go");
    List<String> words = List.of("run", "com.example.Sleeper::thriceOnce", "range(4)", "" + go);
    words =
        Stream.concat(words.stream(), Stream.of("--jar", "" + jar, "--output-dir", "run")).toList();
    String job =
        submit(List.of("--requeue", "--export=ALL,ACME_REQUEUE=1"), words.toArray(String[]::new));
    Path log = cwd.resolve("job.log");
    SlurmLab.eventually("the driver runs", () -> read(log).contains("running on standalone"));
    SlurmLab.run("scancel", "--signal=USR1", "--batch", job); // as SLURM does before the wall time
    SlurmLab.eventually("it begins anew", () -> read(log).contains("the job begins anew"));
    Files.createFile(go);

    SlurmLab.eventually("the job has ended", () -> SlurmLab.jobs().isEmpty());
    String said = read(log);
    assertTrue(said.contains("nothing was committed in this wall time"), said);
    assertEquals("4 True", Judges.h5py(SlurmClusterIT.COUNT, cwd.resolve("run/thriceOnce.h5"), 4));
  }

  @Test
  void aJobThatCannotGoOnIsNotQueuedAgain() throws Exception {
    List<String> words = List.of("--requeue", "run", F, "[2,4]", "4", "3", "--in-memory");
    String job = submit(List.of("--nodes=1"), words.toArray(String[]::new));
    assertEquals(2, SlurmLab.exitStatus(job));
    String said = read(cwd.resolve("job.log"));
    assertTrue(said.contains("it needs a name: --output-dir DIR"), said);
  }

  @Test
  void aJobThatLosesOneOfItsNodesGoesOnWithTheOther() throws Exception {
    String job = submit(List.of(), slowRun());
    awaitResults();
    String second = "/acme-" + job + "-1-";
    List<String> workers = SlurmLab.workers().stream().filter(p -> p.contains(second)).toList();
    assertEquals(1, workers.size(), workers::toString);
    // Its executor ends with it.
    Judges.run(List.of("kill", "-9", workers.get(0).split(" ")[0]));

    assertEquals(0, SlurmLab.exitStatus(job), () -> read(cwd.resolve("job.log")));
    assertEachIsThereOnce();
  }

  @Test
  void aWrongClassInsideOfAnAllocationFailsAndLeavesNothing() throws Exception {
    String said = submitted("--class", "com.example.Nobody", jar.toString());
    assertFalse(said.startsWith("0\n"), said);
    assertTrue(said.contains("com.example.Nobody"), said);
  }

  private Process onMine(String name, String... function) throws IOException {
    List<String> words = new ArrayList<>(List.of("run"));
    words.addAll(Arrays.asList(function));
    words.addAll(List.of("--jar", jar.toString(), "--output-dir", name, "--cluster", "mine"));
    return acme(cwd.resolve(name + ".out"), words.toArray(String[]::new));
  }

  /** The second run has a computation for which SLURM ends the job of the worker. */
  @Test
  void aClusterThatStaysServesSeveralRuns() throws Exception {
    Path out = cwd.resolve("cluster.out");
    Process start =
        acme(
            out,
            "cluster",
            "start",
            "mine",
            "--partition",
            "8GBS",
            "--n-workers",
            "1",
            "--mem-per-worker",
            "1300MB",
            "--output-folder",
            cwd.toString());
    assertEquals(0, start.waitFor(), () -> read(out));
    try {
      assertRan(onMine("first", "com.example.Sleeper::thrice", "range(5)", "1"), "first", 5);

      assertEquals(1, onMine("second", "com.example.Sleeper::hold", "range(5)").waitFor());
      String said = read(cwd.resolve("second.out"));
      assertTrue(said.contains("of its worker for lack of memory"), said);
      assertTrue(said.contains("1 of 5 computations failed"), said);
      assertEquals(0, acme(out, "cluster", "status").waitFor());
      assertTrue(read(out).contains("mine\tspark://"), () -> read(out));
      assertTrue(read(out).contains("running; workers: 1 running"), () -> read(out));
    } finally {
      assertEquals(0, acme(out, "cluster", "stop", "mine").waitFor(), () -> read(out));
    }
  }
}
