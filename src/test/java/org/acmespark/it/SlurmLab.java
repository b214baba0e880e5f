package org.acmespark.it;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.acmespark.Judges;
import org.acmespark.cluster.SlurmOptions;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * A real SLURM with four nodes of two cores and 4000 MB on this machine's loopback, from the first
 * test class that wants it to the end of this JVM; another JVM has one of its own. Where it cannot
 * be started, tests are skipped, and fail in CI.
 */
public final class SlurmLab implements BeforeAllCallback {
  private static final Path SCRIPT = Path.of("src/test/slurm/lab").toAbsolutePath();

  private static final Pattern EXIT = Pattern.compile(" ExitCode=(\\d+):(\\d+)");

  /** SLURM's daemons and their folder. */
  private record Daemons(Path folder, Judges.Outcome start) implements AutoCloseable {
    static Daemons start(String key) {
      try {
        Path folder = Files.createTempDirectory("slurm-lab");
        return new Daemons(
            folder, Judges.run(List.of(SCRIPT.toString(), "start", folder.toString())));
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    @Override
    public void close() {
      Judges.run(List.of(SCRIPT.toString(), "stop", folder.toString()));
    }
  }

  private static Optional<Path> folder = Optional.empty();

  @Override
  public void beforeAll(ExtensionContext context) {
    Daemons daemons =
        context
            .getRoot()
            .getStore(ExtensionContext.Namespace.GLOBAL)
            .getOrComputeIfAbsent("slurm-lab", Daemons::start, Daemons.class);
    if (daemons.start().exitStatus() != 0) {
      Judges.missing("SLURM could not be started: " + daemons.start().output());
    }
    folder = Optional.of(daemons.folder());
  }

  static Path configuration() {
    return folder.orElseThrow().resolve("slurm.conf");
  }

  /** Kills the daemon of a node, {@code n1} to {@code n4}, as a crash would. */
  static void killNode(String node) {
    lab("kill", node);
  }

  /**
   * Starts the daemon of a node again, which takes jobs only when what was left there of the last
   * one is gone: SLURM gives that a minute.
   */
  static void startNode(String node) {
    lab("slurmd", node);
    eventually(
        180,
        node + " takes jobs",
        () -> run("sinfo", "-h", "-p", "8GBS", "-n", node, "-o", "%t").strip().equals("idle"));
  }

  private static void lab(String what, String node) {
    Judges.Outcome outcome =
        Judges.run(List.of(SCRIPT.toString(), what, folder.orElseThrow().toString(), node));
    if (outcome.exitStatus() != 0) {
      throw new IllegalStateException(what + " " + node + ": " + outcome.output());
    }
  }

  /** Options that find this SLURM. */
  static SlurmOptions.Builder options() {
    return SlurmOptions.builder().set("slurmConf", configuration().toString());
  }

  /** Runs one of SLURM's commands; returns its output. */
  static String run(String... command) {
    List<String> all = new ArrayList<>(List.of("env", "SLURM_CONF=" + configuration()));
    all.addAll(List.of(command));
    Judges.Outcome outcome = Judges.run(all);
    if (outcome.exitStatus() != 0) {
      throw new IllegalStateException(all + ": " + outcome.output());
    }
    return outcome.output();
  }

  /** The jobs that are queued or running, {@code id|name|state} each. */
  static List<String> jobs() {
    return run("squeue", "-h", "-r", "-o", "%i|%j|%T").lines().toList();
  }

  /** Waits for a job to end; returns its exit status. {@code sbatch -W} looks every half minute. */
  static int exitStatus(String job) {
    eventually(
        300,
        "job " + job + " has ended",
        () -> jobs().stream().noneMatch(line -> line.startsWith(job + "|")));
    var status = EXIT.matcher(run("scontrol", "show", "job", "-o", job));
    if (!status.find()) {
      throw new IllegalStateException("job " + job + " has no exit status");
    }
    return Integer.parseInt(status.group(1)) + Integer.parseInt(status.group(2));
  }

  /** The process ids of Spark's workers in jobs of this SLURM, with their arguments. */
  static List<String> workers() {
    String ours = "SLURM_CONF=" + configuration();
    List<String> found = new ArrayList<>();
    for (String line :
        Judges.run(List.of("ps", "axww", "-o", "pid,args")).output().lines().toList()) {
      String process = line.strip();
      if (process.contains("org.apache.spark.deploy.worker.Worker")
          && environment(process.split(" ")[0]).contains(ours)) {
        found.add(process);
      }
    }
    return found;
  }

  /** The variables of a process; none if it has ended. */
  static List<String> environment(String pid) {
    try {
      return List.of(
          Files.readString(Path.of("/proc", pid, "environ"), StandardCharsets.ISO_8859_1)
              .split("\0"));
    } catch (IOException e) {
      return List.of();
    }
  }

  /** Waits, at most three minutes, until something is so: the machine may be busy. */
  static void eventually(String what, java.util.function.BooleanSupplier holds) {
    eventually(180, what, holds);
  }

  /** Waits, at most some seconds, until something is so. */
  static void eventually(int seconds, String what, java.util.function.BooleanSupplier holds) {
    long deadline = System.nanoTime() + seconds * 1_000_000_000L;
    while (!holds.getAsBoolean()) {
      if (System.nanoTime() > deadline) {
        throw new AssertionError(seconds + " s later it is still not so: " + what);
      }
      try {
        Thread.sleep(200);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IllegalStateException(e);
      }
    }
  }
}
