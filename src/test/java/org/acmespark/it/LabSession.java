package org.acmespark.it;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.File;
import java.io.IOException;
import java.io.Writer;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** A driver on h1 that computes one run after the other, so that each begins at once. */
final class LabSession {
  private final Process process;
  private final Writer input;
  private final Path out;
  private final Path err;

  private LabSession(Process process, Path out, Path err) {
    this.process = process;
    this.input = process.outputWriter();
    this.out = out;
    this.err = err;
  }

  /** Starts a driver whose executors get a jar of the user. */
  static LabSession start(HostsLab lab, String jar) throws IOException {
    String acme = System.getProperty("acme.jar");
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(
        ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
            .filter(argument -> argument.startsWith("-XX") || argument.startsWith("--add-opens"))
            .toList());
    command.add("-Xmx600m");
    command.add("-Dspark.jars=" + acme + "," + jar);
    // The local repository of Maven is below the home, which is another one on each host.
    Path jars = Path.of(System.getenv("SPARK_HOME"), "jars", "*");
    Path tests = Path.of("target", "test-classes").toAbsolutePath();
    command.add("-cp");
    command.add(String.join(File.pathSeparator, acme, jar, tests.toString(), jars.toString()));
    command.add(LabDriver.class.getName());
    Path out = Files.createTempFile(lab.shared(), "session", ".out");
    Path err = Path.of(out + ".err");
    return new LabSession(lab.begin("h1", out, err, command.toArray(String[]::new)), out, err);
  }

  /** Begins a run, described as {@link LabDriver} says. */
  void compute(List<String> parts) throws IOException {
    input.write(String.join("\t", parts) + "\n");
    input.flush();
  }

  /** Kills the driver. */
  void kill(HostsLab lab) throws InterruptedException {
    lab.run("h1", "pkill", "-9", "-f", LabDriver.class.getName());
    assertTrue(process.waitFor(1, TimeUnit.MINUTES), "the driver has not ended");
  }

  boolean isAlive() {
    return process.isAlive();
  }

  /** Returns how a run has ended, {@code well} or otherwise; empty if it has not. */
  Optional<String> end(Path results) throws IOException {
    String mark = "ENDED " + results + " ";
    return Files.readAllLines(out).stream()
        .filter(line -> line.startsWith(mark))
        .map(line -> line.substring(mark.length()))
        .findFirst();
  }

  String said() throws IOException {
    return Files.readString(err);
  }

  /** Lets the driver end; it stops its executors. */
  void end() throws IOException, InterruptedException {
    input.close();
    assertTrue(process.waitFor(1, TimeUnit.MINUTES), this::toString);
  }
}
