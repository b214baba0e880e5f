package org.acmespark.it;

import static org.acmespark.Args.each;
import static org.acmespark.Args.range;
import static org.acmespark.model.Dim.STACK;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.acmespark.Judges;
import org.acmespark.ParallelMap;
import org.acmespark.ParallelMapBuilder;
import org.acmespark.model.Payload;
import org.acmespark.model.Verbosity;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaSparkContext;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Files that are damaged at places drawn by lot, and files that are unusual: whatever they hold, no
 * command hangs, and none says less than a sentence.
 */
class DamagedFilesIT {
  private static final int CASES = 50;

  /** In one case there are several calls, on a machine that does other things besides. */
  private static final String HANG_SECONDS = "20";

  private static final String MEAN = "org.acmespark.examples.Sensors::smooth";

  @TempDir static Path folder;
  private static Path inputs;

  @BeforeAll
  static void makeFiles() throws IOException {
    inputs = Files.createDirectory(folder.resolve("inputs"));
    Judges.scipy(Files.readString(Path.of("src/test/python/make_inputs.py")), inputs);
    var conf =
        new SparkConf()
            .setMaster("local[1]")
            .setAppName("DamagedFilesIT")
            .set("spark.ui.enabled", "false");
    var spark = new JavaSparkContext(conf);
    try {
      compute(
          "each",
          ParallelMap.over(each(range(12)))
              .map(DamagedFilesIT::row)
              .payload(Payload.PER_COMPUTATION));
      compute(
          "links",
          ParallelMap.over(each(range(12)))
              .map(DamagedFilesIT::row)
              .payload(Payload.PER_PARTITION)
              .rangeSize(4));
      compute(
          "stacked",
          ParallelMap.over(each(range(12)))
              .map(DamagedFilesIT::row)
              .payload(Payload.PER_PARTITION)
              .rangeSize(4)
              .resultShape(STACK, 6));
      // What is there when the last computation begins is what a kill would leave.
      compute(
          "single",
          ParallelMap.over(each(range(12)))
              .map(DamagedFilesIT::rowAndCopy)
              .singleFile()
              .rangeSize(4));
    } finally {
      spark.stop();
    }
    assertTrue(Files.size(folder.resolve("killed/.spool")) > 300, "the spool holds results");
  }

  private static void compute(String directory, ParallelMapBuilder<double[]> builder) {
    try (var map =
        builder
            .name("row")
            .outputDir(folder.resolve(directory).toString())
            .verbosity(Verbosity.QUIET)
            .build()) {
      map.compute().requireAllComputed();
    }
  }

  static double[] row(long k) {
    return new double[] {k, 1, 2, 3, 4, 5};
  }

  static double[] rowAndCopy(long k) throws IOException {
    if (k == 11) {
      Path from = folder.resolve("single");
      try (Stream<Path> paths = Files.walk(from)) {
        for (Path path : paths.toList()) {
          Files.copy(path, folder.resolve("killed").resolve(from.relativize(path).toString()));
        }
      }
    }
    return row(k);
  }

  @ParameterizedTest
  @ValueSource(strings = {"superblock0.h5", "superblock2.h5", "superblock3.h5", "classic.nc"})
  void aDamagedInputIsReadOrRefused(String name) throws Exception {
    assertNothingUnexpected(inputs.resolve(name));
  }

  @ParameterizedTest
  @CsvSource({
    "each, row_payload/row_7.h5, PER_COMPUTATION",
    "links, row_payload/row_4-7.h5, PER_BLOCK",
    "links, row.h5, PER_BLOCK",
    "links, row_run.json, PER_BLOCK",
    "links, row_computations.jsonl, PER_BLOCK",
    "stacked, row_payload/row_4-7.h5, PER_BLOCK",
    "stacked, row.h5, PER_BLOCK",
    "killed, .spool, SINGLE_FILE"
  })
  void aDamagedRunIsReadOrRefused(String run, String file, String spread) throws Exception {
    Path directory = folder.resolve(run);
    assertNothingUnexpected(directory.resolve(file), directory.toString(), spread);
  }

  /** The library may end its JVM, or not come back; then the cases behind go on in another. */
  private static void assertNothingUnexpected(Path file, String... run) throws Exception {
    Path temporary = Files.createTempDirectory(folder, "cases");
    Path present = temporary.resolve("present");
    List<String> unexpected = new ArrayList<>();
    int ends = 0;
    for (int first = 0; first < CASES; ) {
      List<String> arguments =
          new ArrayList<>(
              List.of(file.toString(), "1", "" + first, "" + (CASES - first), present.toString()));
      arguments.addAll(List.of(run));
      Path output = temporary.resolve("output");
      Process child = child(temporary, output, arguments);
      boolean ended = child.waitFor(3, TimeUnit.MINUTES);
      child.destroyForcibly();
      List<String> said = Files.readAllLines(output, StandardCharsets.UTF_8);
      assertTrue(ended, () -> "no end: " + said);
      int status = child.waitFor();
      said.stream()
          .filter(line -> line.startsWith("case ") || line.startsWith("HANG"))
          .forEach(unexpected::add);
      if (status == 0) {
        assertTrue(said.contains("done"), said::toString);
        first = CASES;
      } else {
        boolean crash = status >= 128 || status == DamagedFiles.HUNG;
        assertTrue(crash, () -> "exit status " + status + ": " + said);
        first = Integer.parseInt(Files.readString(present).trim()) + 1;
        ends++;
      }
    }
    assertEquals(List.of(), unexpected);
    assertTrue(ends <= CASES / 10, ends + " of " + CASES + " cases ended the JVM");
  }

  private static Process child(Path temporary, Path output, List<String> arguments)
      throws IOException {
    List<String> command =
        new ArrayList<>(List.of("bash", "-c", "ulimit -c 0; exec \"$@\"", "damaged"));
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(
        ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
            .filter(argument -> argument.startsWith("--add-opens"))
            .toList());
    command.addAll(
        List.of(
            "-Xmx256m",
            "-XX:TieredStopAtLevel=1",
            "-XX:+UseSerialGC",
            "-XX:+SuppressFatalErrorMessage",
            "-XX:ErrorFile=/dev/null",
            "-Dhang.seconds=" + HANG_SECONDS,
            "-Djava.io.tmpdir=" + temporary,
            "-cp",
            System.getProperty("java.class.path"),
            DamagedFiles.class.getName()));
    command.addAll(arguments);
    return new ProcessBuilder(command)
        .directory(temporary.toFile())
        .redirectErrorStream(true)
        .redirectOutput(output.toFile())
        .start();
  }

  /** Cases of the lot in which the library crashes or does not come back. */
  @ParameterizedTest
  @CsvSource({
    "superblock3.h5, 60, crashed",
    "superblock3.h5, 816, crashed",
    "superblock2.h5, 249, come to an end",
    "superblock0.h5, 791, crashed",
    "superblock0.h5, 1257, crashed"
  })
  void whatEndsTheLibraryIsOneSentence(String name, long k, String how) throws Exception {
    Path directory = Files.createTempDirectory(folder, "cwd");
    Path file = directory.resolve("damaged.h5");
    DamagedFiles.write(inputs.resolve(name), 7, k, file);
    List<String> ended = new ArrayList<>();
    for (List<String> command :
        List.of(
            List.of("inspect", "damaged.h5", "--values"),
            List.of("verify", "damaged.h5"),
            List.of("consolidate", "damaged.h5", "out.h5"),
            List.of("run", MEAN, "@damaged.h5:/names[*]", "3"))) {
      AcmeProcess acme = limited(directory, command);
      assertTrue(List.of(0, 1, 2, 3).contains(acme.status()), acme::said);
      String all = String.join("\n", acme.stderr());
      if (all.contains("HDF5 library")) {
        assertEquals(3, acme.status(), acme::said);
        assertEquals(List.of(), acme.stdout());
        assertEquals(1, acme.stderr().size(), acme::said);
        assertTrue(all.contains("damaged.h5") && all.contains(how), acme::said);
        ended.add(command.get(0));
      }
    }
    assertTrue(!ended.isEmpty(), "no command met the crash");
    assertEquals(List.of("", "damaged.h5"), AcmeProcess.listing(directory));
  }

  @Test
  void aRunWhoseInputEndsTheLibraryNowIsNotResumed() throws Exception {
    Path directory = Files.createTempDirectory(folder, "cwd");
    Path file = directory.resolve("input.h5");
    Files.copy(inputs.resolve("superblock3.h5"), file);
    var failed =
        limited(
            directory,
            List.of("run", "java.lang.Integer::parseInt", "@input.h5:/names[*]", "--output-dir=r"));
    assertEquals(1, failed.status(), failed::said);
    List<String> before = AcmeProcess.listing(directory);

    DamagedFiles.write(inputs.resolve("superblock3.h5"), 7, 60, file);
    var resumed = limited(directory, List.of("resume", "r", "--retry-failed"));
    assertEquals(3, resumed.status(), resumed::said);
    assertEquals(List.of(), resumed.stdout());
    assertEquals(1, resumed.stderr().size(), resumed::said);
    assertTrue(resumed.stderr().get(0).contains("HDF5 library"), resumed::said);
    assertTrue(
        resumed.stderr().get(0).contains("input.h5: cannot read dataset names"), resumed::said);
    assertEquals(before, AcmeProcess.listing(directory));
  }

  private static AcmeProcess limited(Path directory, List<String> command) {
    return AcmeProcess.run(
        directory, Map.of("ACME_READING_SECONDS", "3"), command.toArray(String[]::new));
  }

  @Test
  void aGroupThatHoldsItselfIsShownOnceAndRead() throws Exception {
    Path directory = Files.createTempDirectory(folder, "cwd");
    Judges.h5py(
        """
        import h5py, numpy, sys
        with h5py.File(sys.argv[1], 'w', libver='earliest') as f:
            f['entry/data'] = numpy.arange(12.0).reshape(3, 4)
            f['entry/again'] = f['entry']
            f['entry/root'] = f['/']
        """,
        directory.resolve("cycle.h5"));

    var inspect = AcmeProcess.run(directory, "inspect", "cycle.h5");
    assertEquals(0, inspect.status(), inspect::said);
    assertTrue(inspect.stdout().size() < 12, inspect::said);
    var run =
        AcmeProcess.run(
            directory, "run", MEAN, "@cycle.h5:/entry/again/data[:,*]", "size=1", "--in-memory");
    assertEquals(0, run.status(), run::said);
    assertEquals(
        List.of("[[0.0,4.0,8.0],[1.0,5.0,9.0],[2.0,6.0,10.0],[3.0,7.0,11.0]]"),
        run.stdout(),
        run::said);
  }

  @Test
  void aFileOfAnOldFormatThatIsBeingWrittenIsRefused() throws Exception {
    Path directory = Files.createTempDirectory(folder, "cwd");
    Path file = directory.resolve("recording.h5");
    var writer =
        new ProcessBuilder(
                Judges.PYTHON,
                "-c",
                """
                import h5py, sys
                with h5py.File(sys.argv[1], 'w', libver='earliest') as f:
                    f['x'] = [4.0, 4.0]
                    f.flush()
                    print('open', flush=True)
                    sys.stdin.read()
                """,
                file.toString())
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    try {
      assertEquals("open", writer.inputReader().readLine());
      var run =
          AcmeProcess.run(
              directory,
              "run",
              "org.acmespark.examples.Walkthrough::f",
              "@recording.h5:/x[*]",
              "1",
              "2",
              "--in-memory");
      assertTrue(run.status() == 2 || run.status() == 3, run::said);
      assertEquals(List.of(), run.stdout());
      String all = String.join("\n", run.stderr());
      assertTrue(all.contains("another process has it open for writing"), run::said);
      assertTrue(!all.contains("h5clear"), run::said);
    } finally {
      writer.getOutputStream().close();
      writer.waitFor();
    }
  }
}
