package org.acmespark.it;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import org.acmespark.Judges;
import org.acmespark.LedgerAttempts;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * A real SLURM whose nodes are hosts with addresses, names and folders of their own. Users are on
 * h1, where SLURM's controller is too; workers are jobs on h2 and h3.
 */
class HostsSlurmIT {
  private static final Set<String> WORKERS = Set.of("10.77.0.2", "10.77.0.3");

  private static HostsLab lab;
  private static String jar;
  private static Path logs;

  @BeforeAll
  static void startSlurm() throws IOException {
    lab = HostsLab.start();
    lab.startSlurm();
    jar = LabRun.writeFunctions(lab);
    logs = Files.createDirectory(lab.shared().resolve("logs"));
  }

  @AfterAll
  static void stopIt() {
    if (lab != null) {
      lab.close();
    }
  }

  @AfterEach
  void nothingIsLeftAndAllNodesAreFree() {
    SlurmLab.eventually("no job is left", () -> slurm("squeue", "-h").isEmpty());
    SlurmLab.eventually("all nodes are free", () -> freeNodes().equals("3"));
  }

  /** Puts a host's cable in, and tells SLURM, which would find it out within two minutes. */
  private static void repair(String host) {
    lab.heal(host);
    slurm("scontrol", "update", "nodename=" + host, "state=down", "reason=test");
    slurm("scontrol", "update", "nodename=" + host, "state=resume");
  }

  private static String freeNodes() {
    return slurm("sinfo", "-h", "-p", "8GBS", "-t", "idle", "-o", "%D");
  }

  private static String slurm(String... command) {
    return lab.run("h1", command).output().strip();
  }

  /** Begins a run whose workers are jobs, each of which fills h2 or h3. */
  private static LabRun begin(
      LabResults at, int workers, int computations, int millis, String... options)
      throws IOException {
    List<String> command = new ArrayList<>(List.of(LabRun.ACME));
    command.addAll(LabRun.words(at, jar, computations, millis));
    command.addAll(List.of("--partition", "8GBS", "--n-workers=" + workers));
    command.add("--n-workers-startup=" + workers);
    command.addAll(List.of("--cores-per-worker", "2", "--mem-per-worker", "2000MB"));
    command.addAll(List.of("--sbatch=--exclude=h1", "--setup-timeout", "3min"));
    command.addAll(Arrays.asList(options));
    return LabRun.begin(lab, at, command);
  }

  private static String toSharedLogs() {
    return "--output-folder=" + logs;
  }

  /** Results that only h1 sees, with the calls counted where all see them. */
  private static LabResults ownOfH1(String name) throws IOException {
    return new LabResults(Path.of("/tmp", name), LabResults.in(lab, name).calls());
  }

  @Test
  void aHostThatIsCutOffCostsNoResult() throws Exception {
    LabRun run = begin(LabResults.in(lab, "cut"), 2, 100, 500, toSharedLogs());
    awaitBoth(run.at(), run.process()::isAlive);
    Set<Integer> committed = committed(run.at());
    Instant cut = Instant.now();
    lab.cut("h3");
    try {
      run.endsWell(100);
    } finally {
      repair("h3");
    }

    assertEquals(WORKERS, run.at().computedByHost().keySet());
    assertCalledOnce(run.at(), committed);
    sayWhenItWentOn("h3 was cut off", run.at(), cut);
  }

  @Test
  void oneFileNeedsNoSharedFolder() throws Exception {
    LabRun run = begin(ownOfH1("own"), 2, 40, 100, toSharedLogs(), "--single-file");
    assertEquals(0, run.process().waitFor(), run.said());

    Path copy = lab.shared().resolve("own");
    lab.run("h1", "cp", "-r", "/tmp/own", copy.toString());
    LabResults copied = new LabResults(copy, run.at().calls());
    copied.requireRight(40);
    assertEquals(40, run.countCalls());
    assertEquals(WORKERS, copied.computedByHost().keySet());
  }

  @Test
  void whatTheNodesDoNotSeeIsSaid() throws Exception {
    LabRun files = begin(ownOfH1("files"), 2, 40, 100, toSharedLogs(), "--format=hdf5");
    assertEquals(3, files.process().waitFor(), files.said());
    LabRun unseen = begin(LabResults.in(lab, "unseen"), 2, 40, 100); // logs in the home of h1
    assertEquals(3, unseen.process().waitFor(), unseen.said());
    assertAll(
        () -> assertContains(files.said(), "does not see the run directory /tmp/files"),
        () -> assertContains(unseen.said(), "give an --output-folder that the nodes see too"));
  }

  /** The job's driver is on h2, whose calls are slow until h3 has computed something. */
  @Test
  void aJobGoesOnWhenOneOfItsHostsIsCutOff() throws Exception {
    LabResults at = LabResults.in(lab, "job");
    at.slowDown("h2");
    List<String> command =
        new ArrayList<>(List.of("sbatch", "--parsable", "-p", "8GBS", "-N2", "--exclude=h1"));
    command.addAll(List.of("-o", "job.log"));
    command.add(Path.of("submit/slurm.sbatch").toAbsolutePath().toString());
    command.addAll(LabRun.words(at, jar, 100, 500));
    command.add("--single-file");
    Judges.Outcome submitted = lab.run("h1", command.toArray(String[]::new));
    assertEquals(0, submitted.exitStatus(), submitted.output());
    String job = submitted.output().strip();
    Path log = lab.shared().resolve("job.log");
    awaitBoth(at, () -> isRunning(job));
    at.speedUp("h2");
    Set<Integer> committed = committed(at);
    Instant cut = Instant.now();
    lab.cut("h3");
    try {
      SlurmLab.eventually(240, "the job ends", () -> !isRunning(job));
      // Spark's own settings may let the driver wait two minutes more for h3.
      Instant complete = Files.getLastModifiedTime(at.folder().resolve("_SUCCESS")).toInstant();
      assertTrue(Instant.now().isBefore(complete.plusSeconds(100)), () -> read(log));
    } finally {
      repair("h3");
    }

    assertContains(slurm("scontrol", "show", "job", job), "ExitCode=0:0");
    at.requireRight(100);
    assertEquals(WORKERS, at.computedByHost().keySet(), () -> read(log));
    assertCalledOnce(at, committed);
    sayWhenItWentOn("h3 was cut off from a job", at, cut);
  }

  /** SLURM itself would notice five minutes later. */
  @Test
  void theOnlyWorkerIsReplacedIfItsHostIsTurnedOff() throws Exception {
    LabResults at = LabResults.in(lab, "only");
    LabRun run = begin(at, 1, 30, 500, toSharedLogs()).awaitSome();
    String node = slurm("squeue", "-h", "-o", "%N");
    Set<Integer> committed = committed(at);
    Instant off = Instant.now();
    lab.turnOff(node);
    try {
      run.endsWell(30);
    } finally {
      lab.turnOn(node);
      repair(node);
    }
    assertContains(run.said(), "is given up: its worker");
    assertEquals(WORKERS, at.computedByHost().keySet());
    assertCalledOnce(at, committed);
    sayWhenItWentOn(node + " was turned off under the only worker", at, off);
  }

  private static boolean isRunning(String job) {
    return !slurm("squeue", "-h", "-t", "pending,running", "-j", job).isEmpty();
  }

  private static void awaitBoth(LabResults at, BooleanSupplier alive) {
    SlurmLab.eventually(
        "both hosts have computed something",
        () -> {
          assertTrue(alive.getAsBoolean(), "it has ended");
          try {
            return at.computedByHost().keySet().equals(WORKERS);
          } catch (IOException e) {
            throw new IllegalStateException(e);
          }
        });
  }

  private static Set<Integer> committed(LabResults at) throws IOException {
    return LedgerAttempts.of(at.ledger()).stream()
        .filter(line -> line.contains("\"status\":\"computed\""))
        .map(line -> Integer.valueOf(line.replaceAll(".*\"index\":(\\d+).*", "$1")))
        .collect(Collectors.toSet());
  }

  private static void assertCalledOnce(LabResults at, Set<Integer> committed) throws IOException {
    Map<Integer, Long> calls = at.callsByValue();
    assertTrue(committed.stream().allMatch(index -> calls.get(index) == 1), calls::toString);
  }

  /** Prints when what was lost with a host was begun again. */
  private static void sayWhenItWentOn(String what, LabResults at, Instant when) throws IOException {
    Set<Integer> again =
        at.callsByValue().entrySet().stream()
            .filter(calls -> calls.getValue() > 1)
            .map(Map.Entry::getKey)
            .collect(Collectors.toSet());
    List<Duration> times = new ArrayList<>();
    try (var files = Files.list(at.calls())) {
      for (Path call : files.toList()) {
        Instant began = Files.getLastModifiedTime(call).toInstant();
        int value = Integer.parseInt(call.getFileName().toString().split("-")[0]);
        if (again.contains(value) && began.isAfter(when)) {
          times.add(Duration.between(when, began));
        }
      }
    }
    System.out.printf("%s; %s were called again, after %s%n", what, again, times);
  }

  private static void assertContains(String said, String part) {
    assertTrue(said.contains(part), said);
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      return e.toString();
    }
  }
}
