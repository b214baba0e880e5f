package org.acmespark;

import static org.acmespark.Args.all;
import static org.acmespark.Args.each;
import static org.acmespark.Args.range;
import static org.acmespark.TestSpark.compute;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.acmespark.hdf5.Hdf5Reader;
import org.acmespark.hdf5.Hdf5Writer;
import org.acmespark.hdf5.value.Hdf5Value;
import org.acmespark.model.AcmeException;
import org.acmespark.model.Dim;
import org.acmespark.model.Format;
import org.acmespark.model.OnFailure;
import org.acmespark.model.Outputs;
import org.acmespark.model.Payload;
import org.acmespark.model.Verbosity;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Runs that ended before their time, in one process; {@code ResumeIT} kills real ones. */
class ResumeTest {
  private static final int N = 24;
  @RegisterExtension static final TestSpark SPARK = TestSpark.local();

  @TempDir Path folder;

  /** Every way of keeping results in files. */
  enum Kept {
    PER_COMPUTATION(builder -> builder.payload(Payload.PER_COMPUTATION)),
    PER_PARTITION(builder -> builder.payload(Payload.PER_PARTITION)),
    MERGED(builder -> {}),
    STACKED(builder -> builder.resultShape(Dim.STACK, Dim.UNLIMITED)),
    STACKED_IN_RANGES(
        builder -> builder.resultShape(Dim.UNLIMITED, Dim.STACK).payload(Payload.PER_PARTITION)),
    SINGLE_FILE(ParallelMapBuilder::singleFile),
    STACKED_SINGLE_FILE(builder -> builder.singleFile().resultShape(Dim.STACK, Dim.UNLIMITED)),
    PICKLED(builder -> builder.format(Format.PICKLE)),
    SERIALIZED(builder -> builder.format(Format.SERIALIZED));

    private final Consumer<ParallelMapBuilder<?>> choose;

    Kept(Consumer<ParallelMapBuilder<?>> choose) {
      this.choose = choose;
    }
  }

  /** Notes its call; fails at 13 while there is a file that says so. */
  static Outputs noted(int x, String notes) throws IOException {
    Files.writeString(
        Path.of(notes, "calls"), x + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    if (x == 13 && Files.exists(Path.of(notes, "fail"))) {
      throw new IllegalStateException("thirteen");
    }
    double[] values = new double[1 + x % 3];
    java.util.Arrays.fill(values, x);
    return Outputs.of(values, 100 + x);
  }

  private ParallelMapBuilder<Outputs> noted() {
    return ParallelMap.over(each(range(N)), all(folder.toString()))
        .map(ResumeTest::noted)
        .rangeSize(2)
        .verbosity(Verbosity.QUIET);
  }

  private List<Integer> calls() throws IOException {
    Path file = folder.resolve("calls");
    List<Integer> calls = Files.readAllLines(file).stream().map(Integer::valueOf).toList();
    Files.delete(file);
    return calls;
  }

  private static Map<String, String> files(Path run) throws Exception {
    Map<String, String> files = new TreeMap<>();
    try (Stream<Path> paths = Files.walk(run)) {
      for (Path path : paths.filter(Files::isRegularFile).toList()) {
        byte[] hash = MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(path));
        files.put(
            run.relativize(path).toString(),
            Files.getAttribute(path, "unix:ino") + " " + HexFormat.of().formatHex(hash));
      }
    }
    return files;
  }

  private static Map<String, String> results(Path run) throws Exception {
    Map<String, String> files = files(run);
    files.keySet().removeIf(name -> !name.matches("(noted_payload/)?noted_\\d.*"));
    return files;
  }

  @ParameterizedTest
  @EnumSource(Kept.class)
  void computesWhatIsMissingAndNothingElse(Kept kept) throws Exception {
    Files.createFile(folder.resolve("fail"));
    Path directory = folder.resolve("run");
    ParallelMapBuilder<Outputs> first = noted().onFailure(OnFailure.STOP).outputDir(directory);
    kept.choose.accept(first);
    Run<Outputs> stopped = compute(first);
    List<Integer> committed =
        IntStream.range(0, N).filter(i -> stopped.file(i).isPresent()).boxed().toList();
    assertTrue(committed.size() < N, () -> committed + " are committed");
    assertFalse(committed.isEmpty());
    Map<String, String> before = results(directory);
    calls();
    Files.delete(folder.resolve("fail"));

    ParallelMapBuilder<Outputs> again = noted().resume(directory).retryFailed();
    kept.choose.accept(again);
    Run<Outputs> run = compute(again);

    assertEquals(List.of(), run.failures());
    List<Integer> missing = new ArrayList<>(IntStream.range(0, N).boxed().toList());
    missing.removeAll(committed);
    assertEquals(missing, calls().stream().sorted().toList());
    Map<String, String> after = results(directory);
    before.forEach((name, content) -> assertEquals(content, after.get(name), name));
    assertFalse(Files.exists(directory.resolve(".working")));
    requireAllResults(kept, run);
  }

  private static void requireAllResults(Kept kept, Run<?> run) {
    if (kept == Kept.PICKLED || kept == Kept.SERIALIZED) {
      assertEquals(N, run.files().size());
      assertTrue(run.container().isEmpty());
      return;
    }
    try (var reader = Hdf5Reader.open(run.container().orElseThrow())) {
      boolean stacked = kept.name().startsWith("STACKED");
      for (int i = 0; i < N; i++) {
        double[] expected = new double[1 + i % 3];
        java.util.Arrays.fill(expected, i);
        double[] actual =
            stacked
                ? row(reader, kept, i, expected.length)
                : (double[]) reader.read("/comp_" + i + "/result_0").toJava();
        assertEquals(Hdf5Value.of(expected), Hdf5Value.of(actual), "computation " + i);
        assertEquals(100 + i, reader.read("/comp_" + i + "/result_1").toJava());
      }
      if (stacked) {
        boolean[] valid = (boolean[]) reader.node("/result_0").attributes().get("valid").elements();
        assertEquals(N, valid.length);
        for (boolean v : valid) {
          assertTrue(v);
        }
      }
    }
  }

  private static double[] row(Hdf5Reader reader, Kept kept, int i, int length) {
    boolean acrossColumns = kept == Kept.STACKED_IN_RANGES;
    long[] start = acrossColumns ? new long[] {0, i} : new long[] {i, 0};
    long[] count = acrossColumns ? new long[] {length, 1} : new long[] {1, length};
    return (double[]) reader.read("/result_0", start, count).elements();
  }

  @Test
  void aFunctionWithoutResultIsResumedByItsLedger() throws Exception {
    Path directory = folder.resolve("run");
    Files.createFile(folder.resolve("fail"));
    compute(voidly().onFailure(OnFailure.STOP).outputDir(directory));
    Set<Integer> first = new TreeSet<>(calls());
    Files.delete(folder.resolve("fail"));

    compute(voidly().resume(directory).retryFailed());

    Set<Integer> second = new TreeSet<>(calls());
    assertTrue(second.contains(13), second::toString);
    assertTrue(second.size() < N, second::toString);
    first.addAll(second);
    assertEquals(N, first.size());
  }

  private ParallelMapBuilder<Void> voidly() {
    return ParallelMap.over(each(range(N)), all(folder.toString()))
        .forEach((x, notes) -> noted(x, notes))
        .name("noted")
        .rangeSize(2);
  }

  @Test
  void whatFailedStaysFailedUnlessItShallBeTriedAgain() throws Exception {
    Path directory = folder.resolve("run");
    Files.createFile(folder.resolve("fail"));
    compute(noted().outputDir(directory));
    Map<String, String> before = files(directory);
    calls();

    Run<Outputs> again = compute(noted().resume(directory));

    assertEquals(before, files(directory), "nothing was to be done");
    assertEquals(1, again.failures().size());
    var failure = again.failures().get(0);
    assertEquals(13, failure.index());
    assertEquals("thirteen", failure.message());
    assertTrue(failure.stackTrace().contains("ResumeTest.noted"), failure::stackTrace);
    assertEquals(0, again.ranges());

    Files.delete(folder.resolve("fail"));
    Run<Outputs> retried = compute(noted().resume(directory).retryFailed());
    assertEquals(List.of(13), calls());
    requireAllResults(Kept.MERGED, retried);
  }

  @ParameterizedTest
  @EnumSource(
      value = Kept.class,
      names = {"SINGLE_FILE", "STACKED_SINGLE_FILE"})
  void aSingleFileIsMadeAnewFromTheSpoolThatAFailureHasLeft(Kept kept) throws Exception {
    Path directory = folder.resolve("run");
    Files.createFile(folder.resolve("fail"));
    ParallelMapBuilder<Outputs> first = noted().outputDir(directory);
    kept.choose.accept(first);
    assertEquals(1, compute(first).failures().size());
    calls();
    assertTrue(Files.exists(directory.resolve(".spool")));
    assertTrue(Files.readString(directory.resolve("noted_run.json")).contains("\"failed\""));
    Files.delete(folder.resolve("fail"));

    ParallelMapBuilder<Outputs> again = noted().resume(directory).retryFailed();
    kept.choose.accept(again);
    Run<Outputs> run = compute(again);

    assertEquals(List.of(13), calls());
    assertEquals(List.of(directory.resolve("noted.h5")), run.files());
    assertFalse(Files.exists(directory.resolve(".spool")));
    requireAllResults(kept, run);
  }

  @Test
  void aCompleteRunIsLeftAsItIs() throws Exception {
    Path directory = folder.resolve("run");
    Run<Outputs> run = compute(noted().outputDir(directory));
    Map<String, String> before = files(directory);

    Run<Outputs> again = compute(noted().resume(directory).retryFailed());

    assertEquals(before, files(directory));
    assertEquals(run.container(), again.container());
    assertEquals(run.files(), again.files());
    assertEquals(run.file(7), again.file(7));
    assertEquals(0, again.ranges());
  }

  @Test
  void aTornLedgerIsMendedAndItsLostLinesAreWrittenAnew() throws Exception {
    Path directory = folder.resolve("run");
    Path ledger = directory.resolve("noted_computations.jsonl");
    compute(noted().outputDir(directory));
    String whole = Files.readString(ledger);
    Files.writeString(ledger, whole.substring(0, whole.length() / 2));
    Files.delete(directory.resolve("noted.h5"));
    calls();

    Run<Outputs> run = compute(noted().resume(directory));

    assertFalse(Files.exists(folder.resolve("calls")), "something was computed again");
    requireAllResults(Kept.MERGED, run);
    Set<Integer> indices = new TreeSet<>();
    for (String line : LedgerAttempts.of(ledger)) {
      JsonNode attempt = new ObjectMapper().readTree(line);
      assertEquals("computed", attempt.get("status").textValue());
      assertTrue(Files.exists(directory.resolve(attempt.get("file").textValue())), line);
      assertTrue(indices.add(attempt.get("index").intValue()), line);
    }
    assertEquals(N, indices.size());
  }

  @Test
  void sourcesOfAMergeThatWasNotCompletedAreNoSecondResults() throws Exception {
    Path directory = folder.resolve("run");
    Run<Outputs> run = compute(noted().payload(Payload.PER_PARTITION).outputDir(directory));
    Path merged = run.file(4).orElseThrow();
    Path source = directory.resolve("noted_payload/noted_4-4.h5");
    try (var writer = Hdf5Writer.create(source)) {
      writer.copy(merged, "/comp_4", "/comp_4");
      writer.commit();
    }
    Files.delete(directory.resolve("noted.h5"));

    Run<Outputs> again = compute(noted().payload(Payload.PER_PARTITION).resume(directory));

    assertFalse(Files.exists(source));
    assertEquals(merged, again.file(4).orElseThrow());
    requireAllResults(Kept.PER_PARTITION, again);
  }

  @Test
  void filesOfTheEarlierProcessAreKeptWhereSmallFilesAreMerged() throws Exception {
    Path directory = folder.resolve("run");
    Files.createFile(folder.resolve("fail"));
    compute(many().onFailure(OnFailure.STOP).outputDir(directory));
    Map<String, String> before = results(directory);
    Files.delete(folder.resolve("fail"));

    Run<Outputs> run = compute(many().resume(directory).retryFailed());

    assertFalse(before.isEmpty());
    Map<String, String> after = results(directory);
    before.forEach((name, content) -> assertEquals(content, after.get(name), name));
    assertTrue(after.size() <= 256, () -> after.size() + " files");
    assertEquals(after.size(), run.files().size());
    try (var reader = Hdf5Reader.open(run.container().orElseThrow())) {
      assertEquals(400, reader.children("/").size());
      for (int i = 0; i < 400; i++) {
        assertEquals(100 + i, reader.read("/comp_" + i + "/result_1").toJava());
      }
    }
  }

  private ParallelMapBuilder<Outputs> many() {
    return ParallelMap.over(each(range(400)), all(folder.toString()))
        .map(ResumeTest::noted)
        .rangeSize(1);
  }

  @Test
  void namesPayloadFilesWithoutAChecksumThatCannotBeRead() throws Exception {
    Path directory = folder.resolve("run");
    compute(noted().outputDir(directory));
    Path ledger = directory.resolve("noted_computations.jsonl");
    Files.write(ledger, LedgerAttempts.of(ledger)); // as an earlier version has written it
    Path damaged = directory.resolve("noted_payload/noted_5.h5");
    Files.writeString(damaged, "no HDF5");
    calls();

    var e = assertThrows(AcmeException.class, () -> compute(noted().resume(directory)));

    assertTrue(e.getMessage().contains("noted_5.h5"), e::getMessage);
    Files.delete(damaged);
    Run<Outputs> again = compute(noted().resume(directory));
    assertEquals(List.of(5), calls());
    requireAllResults(Kept.MERGED, again);
  }

  @Test
  void aRunInProgressBelongsToItsProcess() throws Exception {
    Path directory = folder.resolve("run");
    Run<String> run =
        compute(
            ParallelMap.over(each(1, 2), all(directory.toString()))
                .map((x, dir) -> intrude(dir))
                .name("intrude")
                .outputDir(directory));

    assertEquals(List.of(), run.failures());
    try (var reader = Hdf5Reader.open(run.container().orElseThrow())) {
      String said = reader.read("/comp_0/result_0").toJava().toString();
      assertTrue(said.contains("is in use by this process"), said);
    }
    assertFalse(Files.exists(directory.resolve(".acme-lock")));
  }

  static String intrude(String directory) {
    try {
      compute(
          ParallelMap.over(each(1, 2), all(directory))
              .map((x, dir) -> intrude(dir))
              .name("intrude")
              .resume(directory)
              .force());
      return "came in";
    } catch (AcmeException e) {
      return e.getMessage();
    }
  }
}
