package org.acmespark.it;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.acmespark.LedgerAttempts;
import org.acmespark.Waiting;

/**
 * {@code submit/acme} as a process of its own, as a user starts it from a directory of theirs.
 *
 * @param stdout lines on standard output
 * @param preview the line that says what a run will do, on standard error
 * @param stderr the other lines on standard error
 */
record AcmeProcess(int status, List<String> stdout, Optional<String> preview, List<String> stderr) {
  private static final Pattern PREVIEW =
      Pattern.compile("acme: [^:]+: \\d+ computations?; .*results in .*");
  static final Path COMMAND = Path.of("submit", "acme").toAbsolutePath();
  private static final long MINUTES = 4;

  /** Runs the command in {@code directory} to its end. */
  static AcmeProcess run(Path directory, String... arguments) {
    return run(directory, Map.of(), arguments);
  }

  /** As {@link #run(Path, String...)}, with further variables in its environment. */
  static AcmeProcess run(Path directory, Map<String, String> environment, String... arguments) {
    try {
      Path out = Files.createTempFile("acme", ".out");
      Path err = Files.createTempFile("acme", ".err");
      try {
        Process process = start(directory, out, err, environment, arguments);
        boolean ended = process.waitFor(MINUTES, TimeUnit.MINUTES);
        if (!ended) {
          process.destroyForcibly();
        }
        assertTrue(ended, () -> "no end after " + MINUTES + " min: " + List.of(arguments));
        var messages = lines(err);
        return new AcmeProcess(
            process.exitValue(),
            lines(out),
            messages.stream().filter(PREVIEW.asMatchPredicate()).findFirst(),
            messages.stream().filter(PREVIEW.asMatchPredicate().negate()).toList());
      } finally {
        Files.delete(out);
        Files.delete(err);
      }
    } catch (IOException e) {
      throw new IllegalStateException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  /**
   * Starts the command in {@code directory}; its streams go to {@code out.txt} and {@code err.txt}.
   */
  static Process start(Path directory, String... arguments) throws IOException {
    return start(directory, directory.resolve("out.txt"), directory.resolve("err.txt"), arguments);
  }

  /** Starts the command in {@code directory}; its process becomes that of the driver. */
  static Process start(Path directory, Path out, Path err, String... arguments) throws IOException {
    return start(directory, out, err, Map.of(), arguments);
  }

  /** As {@link #start(Path, Path, Path, String...)}, with further variables in its environment. */
  static Process start(
      Path directory, Path out, Path err, Map<String, String> environment, String... arguments)
      throws IOException {
    // A build in the background has its children ignore Ctrl-C.
    List<String> command =
        new ArrayList<>(List.of("env", "--default-signal=INT", COMMAND.toString()));
    command.addAll(List.of(arguments));
    var builder =
        new ProcessBuilder(command)
            .directory(directory.toFile())
            .redirectOutput(out.toFile())
            .redirectError(err.toFile());
    asAtAUsers(builder.environment());
    builder.environment().putAll(environment);
    return builder.start();
  }

  /** Leaves of an environment what a user's machine may have. */
  static void asAtAUsers(Map<String, String> environment) {
    // The build sets it for tests; the script finds its own.
    environment.remove("SPARK_HOME");
    // Java says on standard error that it has found these; what Spark is told by is quiet.
    Optional.ofNullable(environment.remove("JDK_JAVA_OPTIONS"))
        .ifPresent(options -> environment.put("SPARK_SUBMIT_OPTS", options));
  }

  /** Waits for the ledger of a run that goes on to have {@code count} attempts. */
  static void awaitAttempts(Path ledger, int count, BooleanSupplier goesOn) throws Exception {
    Waiting.until(
        () -> LedgerAttempts.of(ledger).size() >= count || !goesOn.getAsBoolean(),
        () -> "no " + count + " attempts in " + ledger);
    assertTrue(LedgerAttempts.of(ledger).size() >= count, "the run has ended");
  }

  private static List<String> lines(Path file) throws IOException {
    return Files.readString(file).lines().filter(line -> !line.isBlank()).toList();
  }

  /** Everything said, for the message of a failed assertion. */
  String said() {
    return "exit status "
        + status
        + "\n--- standard output\n"
        + String.join("\n", stdout)
        + "\n--- standard error\n"
        + preview.map(line -> line + "\n").orElse("")
        + String.join("\n", stderr);
  }

  /** Paths of all that lies below {@code directory}, relative to it. */
  static List<String> listing(Path directory) {
    try (Stream<Path> paths = Files.walk(directory)) {
      return paths.map(path -> directory.relativize(path).toString()).sorted().toList();
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }
}
