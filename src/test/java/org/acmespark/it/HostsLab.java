package org.acmespark.it;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.acmespark.Judges;

/**
 * Hosts {@code h1} to {@code h3}: each is a network namespace with an address, a name, processes, a
 * small /tmp and a home of its own, reached by a real ssh. What is mounted on a host is not seen by
 * others: an old copy of a file, a folder without Java, an /etc/hosts. Where hosts cannot be
 * started, tests are skipped, and fail in CI.
 */
final class HostsLab implements AutoCloseable {
  private static final Path SCRIPT = Path.of("src/test/hosts/lab").toAbsolutePath();

  private final Path folder;

  private HostsLab(Path folder) {
    this.folder = folder;
  }

  static HostsLab start() {
    try {
      var lab = new HostsLab(Files.createTempDirectory("hosts-lab").toRealPath());
      Judges.Outcome outcome = Judges.run(lab.command("start"));
      if (outcome.exitStatus() != 0) {
        lab.close();
        Judges.missing("no hosts could be started: " + outcome.output());
      }
      return lab;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A folder that all hosts see; their other folders below /tmp and home are their own. */
  Path shared() {
    return folder.resolve("shared");
  }

  /** Starts a command on a host, in the shared folder. */
  Process begin(String host, Path out, Path err, String... command) throws IOException {
    return new ProcessBuilder(on(host, command))
        .redirectOutput(out.toFile())
        .redirectError(err.toFile())
        .start();
  }

  /** Runs a command on a host to its end, at most two minutes. */
  Judges.Outcome run(String host, String... command) {
    return Judges.run(on(host, command));
  }

  /** Takes a host's cable out. */
  void cut(String host) {
    change("cut", host);
  }

  void heal(String host) {
    change("heal", host);
  }

  /** Loses some of the packets from and to a host. */
  void lose(String host, int percent) {
    change("lossy", host, String.valueOf(percent));
  }

  /**
   * Limits what a host receives.
   *
   * @param rate as {@code tc} writes it, {@code 1mbit}; {@code full} ends the limit
   */
  void slow(String host, String rate) {
    change("slow", host, rate);
  }

  /** Ends all processes of a host at once, as a loss of power does. */
  void turnOff(String host) {
    change("off", host);
  }

  /** Starts a host again, which has forgotten what was in its /tmp. */
  void turnOn(String host) {
    change("up", host);
  }

  /**
   * Starts a real SLURM: its controller on h1, and on each host a node of two cores and 4000 MB,
   * which has the host's name.
   */
  void startSlurm() {
    Judges.Outcome outcome = Judges.run(command("slurm"));
    if (outcome.exitStatus() != 0) {
      Judges.missing("SLURM could not be started: " + outcome.output());
    }
  }

  private void change(String what, String host, String... arguments) {
    Judges.Outcome outcome = Judges.run(command(what, host, arguments));
    if (outcome.exitStatus() != 0) {
      throw new IllegalStateException(what + " " + host + ": " + outcome.output());
    }
  }

  private List<String> command(String what) {
    return List.of(SCRIPT.toString(), what, folder.toString());
  }

  private List<String> command(String what, String host, String... arguments) {
    List<String> all = new ArrayList<>(command(what));
    all.add(host);
    all.addAll(Arrays.asList(arguments));
    return all;
  }

  /** The command that runs others on a host, in the shared folder, as a user there would. */
  private List<String> on(String host, String... command) {
    List<String> all = command("on", host, "env", "-C", shared().toString());
    for (String variable : List.of("SPARK_HOME", "SPARK_LOCAL_IP", "JDK_JAVA_OPTIONS")) {
      all.addAll(List.of("-u", variable));
    }
    all.add("ACME_CLUSTERS=" + shared().resolve("clusters"));
    all.addAll(Arrays.asList(command));
    return all;
  }

  @Override
  public void close() {
    Judges.run(command("stop"));
  }
}
