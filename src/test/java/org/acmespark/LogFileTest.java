package org.acmespark;

import static org.acmespark.Args.computation;
import static org.acmespark.Args.each;
import static org.acmespark.Args.range;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.acmespark.model.Computation;
import org.acmespark.model.Verbosity;
import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.LogManager;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaSparkContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

/** What a run leaves in its log file, and what it does not leave on the terminal. */
class LogFileTest {
  @TempDir Path folder;

  static int talk(int x, Computation c) {
    c.logger().log(System.Logger.Level.INFO, "x is {0}", x);
    c.logger().log(System.Logger.Level.DEBUG, "in detail " + x);
    LoggerFactory.getLogger("com.example.Talker").warn("through SLF4J {}", x);
    return x;
  }

  private ParallelMapBuilder<Integer> talking() {
    return ParallelMap.over(each(range(3)), computation())
        .map(LogFileTest::talk)
        .name("talk")
        .workers(1)
        .verbosity(Verbosity.QUIET);
  }

  private static String logIn(Path directory) throws IOException {
    try (Stream<Path> entries = Files.list(directory)) {
      List<Path> logs =
          entries
              .filter(p -> p.getFileName().toString().matches("ACME_talk_\\d{8}-\\d{6}\\.log"))
              .toList();
      assertEquals(1, logs.size(), () -> "logs in " + directory);
      return Files.readString(logs.get(0));
    }
  }

  private static <R> Run<R> compute(ParallelMapBuilder<R> builder) {
    try (var map = builder.build()) {
      return map.compute();
    }
  }

  @Test
  void liesBesideTheResultsAndHasWhatTheFunctionAndSparkSay() throws IOException {
    compute(talking().outputDir(folder.resolve("run")));

    String log = logIn(folder.resolve("run"));
    for (int i = 0; i < 3; i++) {
      assertTrue(log.contains("INFO computation " + i + ": x is " + i), log);
      assertTrue(
          log.contains("WARNING computation " + i + " com.example.Talker: through SLF4J " + i),
          log);
      assertEquals(1, occurrences("through SLF4J " + i, log), log);
    }
    assertTrue(log.contains("INFO SparkContext: Running Spark version"), log);
    assertTrue(log.contains("INFO DAGScheduler: "), log);
    assertTrue(log.contains("  ended: complete"), log);
    assertFalse(log.contains("in detail"), log);
  }

  @Test
  void hasDebugMessagesOfTheFunctionWhenVerbose() throws IOException {
    compute(talking().verbosity(Verbosity.VERBOSE).outputDir(folder.resolve("run")));
    assertTrue(logIn(folder.resolve("run")).contains("DEBUG computation 2: in detail 2"));
  }

  @Test
  void sparkIsSilentOnTheTerminalAndLevelsAreAsBeforeAfterwards() {
    Level before = LogManager.getRootLogger().getLevel();
    PrintStream terminal = System.err;
    var said = new ByteArrayOutputStream();
    System.setErr(new PrintStream(said, true, StandardCharsets.UTF_8));
    try {
      compute(talking().outputDir(folder.resolve("run")));
    } finally {
      System.setErr(terminal);
    }
    assertFalse(said.toString(StandardCharsets.UTF_8).contains("DAGScheduler"), said::toString);
    assertEquals(before, LogManager.getRootLogger().getLevel());
  }

  @Test
  void goesWhereItIsTold() throws IOException {
    Path file = folder.resolve("my_log.txt");
    Files.writeString(file, "from before\n");
    compute(talking().logfile(file).outputDir(folder.resolve("run")));

    String log = Files.readString(file);
    assertTrue(log.startsWith("from before\n"), log);
    assertTrue(log.contains("computation 1: x is 1"), log);
    try (Stream<Path> entries = Files.list(folder.resolve("run"))) {
      assertTrue(entries.noneMatch(p -> p.toString().endsWith(".log")));
    }
  }

  @Test
  void isNotWrittenWhenNotWanted() throws IOException {
    compute(talking().noLogfile().outputDir(folder.resolve("run")));
    try (Stream<Path> entries = Files.list(folder.resolve("run"))) {
      assertTrue(entries.noneMatch(p -> p.toString().endsWith(".log")));
    }
  }

  @Test
  void aRunInMemoryWritesOneIfAskedTo() throws IOException {
    Path file = folder.resolve("memory.log");
    compute(talking().logfile(file).inMemory());
    String log = Files.readString(file);
    assertTrue(log.contains("run of talk in memory, 3 computations"), log);
    assertTrue(log.contains("computation 2: x is 2"), log);
    assertTrue(log.contains("ended: complete"), log);
  }

  @Test
  void aBorrowedContextKeepsItsOwnMessages() throws IOException {
    var conf =
        new SparkConf().setMaster("local[1]").setAppName("t").set("spark.ui.enabled", "false");
    try (var spark = new JavaSparkContext(conf)) {
      spark.setLogLevel("ERROR");
      compute(
          ParallelMap.over(each(range(3)), computation())
              .map(LogFileTest::talk)
              .name("talk")
              .verbosity(Verbosity.QUIET)
              .spark(spark)
              .outputDir(folder.resolve("run")));
      assertEquals(Level.ERROR, LogManager.getRootLogger().getLevel());
    }
    String log = logIn(folder.resolve("run"));
    assertTrue(log.contains("INFO computation 1: x is 1"), log);
    assertFalse(log.contains("DAGScheduler"), log);
  }

  @Test
  void refusesAFileInAFolderThatDoesNotExist() {
    var builder = talking();
    Path file = folder.resolve("nosuch").resolve("a.log");
    var refusal = assertThrows(IllegalArgumentException.class, () -> builder.logfile(file));
    assertTrue(refusal.getMessage().contains("logfile " + file), refusal::getMessage);
  }

  private static int occurrences(String words, String text) {
    return text.split(java.util.regex.Pattern.quote(words), -1).length - 1;
  }
}
