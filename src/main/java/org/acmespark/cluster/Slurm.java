package org.acmespark.cluster;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.acmespark.model.AcmeException;

/** Runs SLURM's commands on this machine. */
final class Slurm {
  private static final List<String> COMMANDS =
      List.of("sbatch", "squeue", "scancel", "scontrol", "sinfo");
  private static final long SECONDS = 60;

  private final Optional<String> configuration;

  /**
   * A task of a job array.
   *
   * @param id {@code 17_2}
   * @param state state in SLURM's terms, such as {@code PENDING}
   * @param reason reason for pending in SLURM's terms
   */
  record Job(String id, String state, String reason) {
    boolean isPending() {
      return state.equals("PENDING");
    }

    boolean isOver() {
      return !isPending()
          && !List.of("RUNNING", "CONFIGURING", "SUSPENDED", "STOPPED", "RESIZING").contains(state);
    }
  }

  /**
   * @param configuration SLURM's configuration file, if it is not in its usual place
   * @throws IllegalArgumentException if a command is missing
   */
  Slurm(Optional<String> configuration) {
    this.configuration = configuration;
    missing()
        .ifPresent(
            command -> {
              throw new IllegalArgumentException(
                  "SLURM was asked for, but there is no command %s on this machine's PATH; log in to a machine of the SLURM cluster, or leave the partition out to run here"
                      .formatted(command));
            });
  }

  /** Returns the first SLURM command that this machine lacks. */
  static Optional<String> missing() {
    String[] path = System.getenv().getOrDefault("PATH", "").split(":");
    return COMMANDS.stream()
        .filter(
            command -> {
              for (String folder : path) {
                if (Files.isExecutable(Path.of(folder, command))) {
                  return false;
                }
              }
              return true;
            })
        .findFirst();
  }

  /** Lists all partitions, in SLURM's order. */
  List<SlurmPartition> partitions() {
    List<SlurmPartition.Node> nodes =
        run("sinfo", "-h", "-e", "-o", "%R|%c|%m").lines().map(SlurmPartition.Node::parse).toList();
    return run("scontrol", "show", "partition", "-o")
        .lines()
        .filter(line -> line.startsWith("PartitionName="))
        .map(line -> SlurmPartition.parse(line, nodes))
        .toList();
  }

  /** Returns the maximum number of tasks of an array. */
  int arraySizeAtMost() {
    return run("scontrol", "show", "config")
        .lines()
        .filter(line -> line.startsWith("MaxArraySize"))
        .map(line -> line.replaceAll(".*=\\s*", "").strip())
        .filter(text -> text.matches("\\d+"))
        // The largest index is one less, and indices here begin at 1.
        .map(text -> Math.max(1, Integer.parseInt(text) - 1))
        .findFirst()
        .orElse(1000);
  }

  /** Lists the jobs of this name that SLURM still has, one entry per task. */
  List<Job> jobs(String name) {
    return run("squeue", "-h", "-r", "-n", name, "-o", "%i|%T|%r")
        .lines()
        .map(line -> line.split("\\|", 3))
        .filter(fields -> fields.length == 3)
        .map(fields -> new Job(fields[0], fields[1], fields[2]))
        .toList();
  }

  /**
   * Returns the state of a job, which SLURM keeps for some minutes after its end (MinJobAge).
   *
   * @throws AcmeException if SLURM knows of no such job
   */
  String state(String job) {
    return run("scontrol", "show", "job", "-o", job).replaceAll("(?s).*? JobState=(\\w+).*", "$1");
  }

  /**
   * Returns why a job has ended in its state, in SLURM's terms.
   *
   * @throws AcmeException if SLURM knows of no such job
   */
  String reason(String job) {
    return run("scontrol", "show", "job", "-o", job).replaceAll("(?s).*? Reason=(\\S+).*", "$1");
  }

  /** Cancels all jobs of this name, including pending ones; does nothing if there are none. */
  void cancel(String name) {
    run("scancel", "-n", name);
  }

  String run(String... command) {
    return run(Map.of(), "", List.of(command));
  }

  /**
   * @param environment variables in addition to this process's environment
   * @param input standard input of the command
   * @return the command's output, without surrounding blanks
   */
  String run(Map<String, String> environment, String input, List<String> command) {
    var builder = new ProcessBuilder(command);
    prepare(builder.environment());
    builder.environment().putAll(environment);
    try {
      Path errors = Files.createTempFile("acme", ".err");
      try {
        Process process = builder.redirectError(errors.toFile()).start();
        try (OutputStream stdin = process.getOutputStream()) {
          stdin.write(input.getBytes(StandardCharsets.UTF_8));
        } catch (IOException ended) {
          // The exit status is more informative.
        }
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (!process.waitFor(SECONDS, TimeUnit.SECONDS)) {
          process.destroyForcibly();
          throw new AcmeException("%s has not ended after %s s".formatted(command.get(0), SECONDS));
        }
        if (process.exitValue() != 0) {
          throw new AcmeException(
              "%s failed: %s"
                  .formatted(
                      command.get(0),
                      Files.readString(errors)
                          .lines()
                          .limit(5)
                          .reduce((a, b) -> a + "; " + b)
                          .orElse("exit status " + process.exitValue())));
        }
        return output.strip();
      } finally {
        Files.delete(errors);
      }
    } catch (IOException e) {
      throw new AcmeException("%s could not be run: %s".formatted(command.get(0), e), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AcmeException("interrupted while " + command.get(0) + " was running", e);
    }
  }

  /**
   * Variables that would change the meaning of the commands: sbatch reads options from SBATCH_*,
   * and inside a job SLURM_* describes that job. Spark's variables of this machine are wrong on
   * others.
   */
  void prepare(Map<String, String> environment) {
    List<String> misleading = new ArrayList<>();
    for (String name : environment.keySet()) {
      if (name.matches("(SBATCH|SLURM|SQUEUE|SCANCEL|SINFO|SPARK|_SPARK)_.*")
          && !name.equals("SLURM_CONF")) {
        misleading.add(name);
      }
    }
    misleading.forEach(environment::remove);
    configuration.ifPresent(file -> environment.put("SLURM_CONF", file));
  }
}
