package org.acmespark.docs;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import jdk.jshell.EvalException;
import jdk.jshell.JShell;
import jdk.jshell.Snippet;
import jdk.jshell.SnippetEvent;
import jdk.jshell.SourceCodeAnalysis;

/**
 * Runs blocks of Java as a reader would who pastes them into JShell: one session in one working
 * directory, which a JVM of its own is needed for, with a Spark of two cores.
 *
 * <p>A comment {@code // => text} behind an expression says what its value looks like.
 */
final class JavaShell implements AutoCloseable {
  private static final List<String> PREPARED =
      List.of(
          "import java.util.*;",
          "import java.nio.file.*;",
          "import org.acmespark.*;",
          "import org.acmespark.examples.*;",
          "import org.acmespark.model.*;",
          "import org.acmespark.plan.*;",
          "import static org.acmespark.Args.*;",
          "import static org.acmespark.ParallelMap.*;",
          """
          var spark = new org.apache.spark.api.java.JavaSparkContext(
              new org.apache.spark.SparkConf().setMaster("local[2]").setAppName("documents")
                  .set("spark.ui.enabled", "false"));
          """,
          "spark.setLogLevel(\"ERROR\");");

  private static final Pattern EXPECTED = Pattern.compile("// => (.*)");

  private final Process process;
  private final DataOutputStream blocks;
  private final DataInputStream reports;

  /** Starts a session in {@code directory}. */
  JavaShell(Path directory) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    for (String option : ManagementFactory.getRuntimeMXBean().getInputArguments()) {
      if (!option.startsWith("-Xmx") && !option.startsWith("-javaagent")) {
        command.add(option);
      }
    }
    command.addAll(List.of("-Xmx1g", "-cp", System.getProperty("java.class.path")));
    command.add(JavaShell.class.getName());
    process =
        new ProcessBuilder(command)
            .directory(directory.toFile())
            .redirectError(directory.resolve("messages-of-java.txt").toFile())
            .start();
    blocks = new DataOutputStream(process.getOutputStream());
    reports = new DataInputStream(process.getInputStream());
  }

  /** Runs a block; returns what was wrong with it, or an empty text. */
  String run(String block) throws IOException {
    blocks.writeUTF(block);
    blocks.flush();
    return reports.readUTF();
  }

  @Override
  public void close() throws IOException {
    blocks.close();
    try {
      process.waitFor();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      process.destroy();
    }
  }

  /** The process. */
  public static void main(String[] args) throws IOException {
    var reports = new DataOutputStream(System.out);
    System.setOut(new PrintStream(System.err, true));
    try (JShell shell = JShell.builder().executionEngine("local").build()) {
      shell.addToClasspath(System.getProperty("java.class.path"));
      PREPARED.forEach(snippet -> require(evaluate(shell, snippet)));
      var blocks = new DataInputStream(System.in);
      while (true) {
        reports.writeUTF(evaluate(shell, blocks.readUTF()).orElse(""));
        reports.flush();
      }
    } catch (EOFException noMoreBlocks) {
      System.exit(0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void require(Optional<String> fault) {
    fault.ifPresent(
        message -> {
          throw new IllegalStateException(message);
        });
  }

  /** What is wrong first, if anything is. */
  private static Optional<String> evaluate(JShell shell, String block) {
    String rest = block;
    while (!rest.isBlank()) {
      SourceCodeAnalysis.CompletionInfo next = shell.sourceCodeAnalysis().analyzeCompletion(rest);
      String source = next.source() == null ? rest : next.source();
      rest = next.source() == null ? "" : next.remaining();
      // The parser leaves a comment behind the semicolon with either side.
      String comment = lastLine(source) + rest.lines().findFirst().orElse("");
      for (SnippetEvent event : shell.eval(source)) {
        Optional<String> fault = fault(shell, event).or(() -> difference(event, comment));
        if (fault.isPresent()) {
          return Optional.of(source.strip() + "\n" + fault.get());
        }
      }
    }
    return Optional.empty();
  }

  private static String lastLine(String source) {
    return source.lines().reduce("", (before, line) -> line);
  }

  private static Optional<String> fault(JShell shell, SnippetEvent event) {
    if (event.status() == Snippet.Status.REJECTED) {
      return shell
          .diagnostics(event.snippet())
          .map(diagnostic -> diagnostic.getMessage(Locale.ROOT))
          .reduce((a, b) -> a + "\n" + b)
          .or(() -> Optional.of("is no complete Java"));
    }
    if (event.exception() instanceof EvalException thrown) {
      return Optional.of(thrown.getExceptionClassName() + ": " + thrown.getMessage());
    }
    return Optional.ofNullable(event.exception()).map(Exception::toString);
  }

  private static Optional<String> difference(SnippetEvent event, String comment) {
    Matcher expected = EXPECTED.matcher(comment);
    if (!expected.find() || Shown.matches(expected.group(1), event.value())) {
      return Optional.empty();
    }
    return Optional.of("is not " + expected.group(1) + " but " + event.value());
  }
}
