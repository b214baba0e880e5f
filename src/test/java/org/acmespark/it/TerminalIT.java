package org.acmespark.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.acmespark.Judges;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What somebody sees, and is asked, who sits at a terminal: a real one, of Python's pty. */
@EnabledOnOs({OS.LINUX, OS.MAC})
class TerminalIT {
  private static final Path PYTHON = Path.of(Judges.PYTHON);
  private static final Path SCRIPT = Path.of("src/test/python/terminal.py").toAbsolutePath();
  private static final String FUNCTION = "org.acmespark.examples.Walkthrough::f";

  private static final String NAPS =
      """
      package com.example;

      public final class Naps {
        public static int nap(int x) throws InterruptedException {
          Thread.sleep(250);
          if (x == 3) {
            throw new IllegalStateException("too tired");
          }
          return x;
        }
      }
      """;

  @TempDir Path folder;

  /** What a terminal has shown, and how the command on it has ended. */
  private record Session(int status, String shown) {}

  private Session onTerminal(List<List<String>> answers, String... arguments) throws Exception {
    if (!Files.isExecutable(PYTHON)) {
      Judges.missing("python3 is not installed");
    }
    List<String> command =
        new ArrayList<>(
            List.of(
                PYTHON.toString(),
                SCRIPT.toString(),
                new ObjectMapper().writeValueAsString(answers)));
    command.add(AcmeProcess.COMMAND.toString());
    command.addAll(List.of(arguments));
    Path shown = folder.resolve("shown.txt");
    var builder =
        new ProcessBuilder(command)
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .redirectOutput(shown.toFile());
    AcmeProcess.asAtAUsers(builder.environment());
    Process process = builder.start();
    boolean ended = process.waitFor(3, TimeUnit.MINUTES);
    if (!ended) {
      process.descendants().forEach(ProcessHandle::destroyForcibly);
      process.destroyForcibly();
    }
    String text = Files.readString(shown);
    assertTrue(ended, () -> "no end: " + text);
    return new Session(process.exitValue(), text);
  }

  @ParameterizedTest
  @CsvSource({"n, false", "'', false", "y, true"})
  void aDryRunAsksWhetherToGoOn(String answer, boolean goesOn) throws Exception {
    Session session =
        onTerminal(
            List.of(List.of("Make all 4 computations? [y/N] ", answer)),
            "run",
            FUNCTION,
            "[2,4,6,8]",
            "4",
            "z=3",
            "--dry-run",
            "--output-dir",
            "run",
            "--master",
            "local[2]");
    assertEquals(0, session.status(), session.shown());
    assertEquals(goesOn, Files.exists(folder.resolve("run/f.h5")), session.shown());
    assertEquals(goesOn, Files.exists(folder.resolve("run")), session.shown());
  }

  @Test
  void cleanListsAndAsksBeforeItRemoves() throws Exception {
    AcmeProcess made =
        AcmeProcess.run(folder, "run", FUNCTION, "[2,4]", "4", "z=3", "--master", "local[1]");
    assertEquals(0, made.status(), made::said);
    Path run;
    try (Stream<Path> paths = Files.list(folder)) {
      run = paths.filter(path -> path.toString().contains("ACME_")).findFirst().orElseThrow();
    }
    try (Stream<Path> paths = Files.walk(run)) {
      var then = FileTime.from(Instant.now().minus(Duration.ofDays(8)));
      for (Path path : (Iterable<Path>) paths::iterator) {
        Files.setLastModifiedTime(path, then);
      }
    }
    String question = "Remove these 1 directories? [y/N] ";

    Session kept = onTerminal(List.of(List.of(question, "no")), "clean", "--older-than", "7d");
    assertEquals(0, kept.status(), kept.shown());
    int listed = kept.shown().indexOf(run.getFileName().toString());
    assertTrue(0 <= listed && listed < kept.shown().indexOf(question), kept.shown());
    assertTrue(kept.shown().contains("nothing is removed"), kept.shown());
    assertTrue(Files.exists(run.resolve("f.h5")));

    Session removed = onTerminal(List.of(List.of(question, "yes")), "clean", "--older-than", "7d");
    assertEquals(0, removed.status(), removed.shown());
    assertFalse(Files.exists(run), removed.shown());
  }

  @Test
  void aRunShowsABarWithSpeedTimeLeftAndFailures() throws Exception {
    Path jar = UserJar.of(Files.createDirectory(folder.resolve("jar")), "com.example.Naps", NAPS);
    Session session =
        onTerminal(
            List.of(),
            "run",
            "com.example.Naps::nap",
            "range(24)",
            "--range-size",
            "1",
            "--output-dir",
            "run",
            "--master",
            "local[2]",
            "--jar",
            jar.toString());
    assertEquals(1, session.status(), session.shown());
    var bar =
        Pattern.compile(
            "nap │[^│]*│ (\\d+) of 24 done \\(\\d+ %\\)(, 1 failed)?(, [\\d.]+/s, (\\d+) s left)?");
    List<String> done = new ArrayList<>();
    boolean timeLeft = false;
    boolean failed = false;
    var shown = bar.matcher(session.shown());
    while (shown.find()) {
      done.add(shown.group(1));
      timeLeft |= shown.group(4) != null && shown.group(4).matches("[1-9]");
      failed |= shown.group(2) != null;
    }
    assertTrue(done.stream().distinct().count() >= 5, session.shown());
    assertEquals("24", done.get(done.size() - 1), session.shown());
    assertTrue(timeLeft && failed, session.shown());
    // The bar goes back to the line that it has begun.
    var stale = Pattern.compile(" 0 of 24 done[^\\r\\n]*\\r?\\n(?!\u001B\\[1A)");
    assertFalse(stale.matcher(session.shown()).find(), session.shown());
  }

  @Test
  void whatAFunctionPrintsStandsAboveTheBarAndInTheLog() throws Exception {
    String source =
        """
        package com.example;

        public final class Talk {
          public static int talk(int x) throws InterruptedException {
            System.out.println("out of " + x);
            System.err.println("err of " + x);
            Thread child = new Thread(() -> System.out.println("child of " + x));
            child.start();
            child.join();
            Thread.sleep(250);
            return x;
          }
        }
        """;
    Path jar = UserJar.of(Files.createDirectory(folder.resolve("jar")), "com.example.Talk", source);
    Session session =
        onTerminal(
            List.of(),
            "run",
            "com.example.Talk::talk",
            "range(6)",
            "--output-dir=run",
            "--logfile=talk.log",
            "--master=local[2]",
            "--jar=" + jar);
    assertEquals(0, session.status(), session.shown());
    // A line that the bar was drawn over lacks the erasure before it, or its end.
    String log = Files.readString(folder.resolve("talk.log"));
    for (int x = 0; x < 6; x++) {
      for (String stream : List.of("out", "err")) {
        String line = stream + " of " + x;
        assertTrue(session.shown().contains("\r\u001B[K" + line + "\r\n"), session.shown());
        assertTrue(log.contains("INFO computation " + x + " std" + stream + ": " + line), log);
      }
      assertTrue(log.contains("INFO computation " + x + " stdout: child of " + x), log);
    }
    assertFalse(session.shown().contains("?/s"), session.shown());
  }
}
