package org.acmespark;

import static org.acmespark.Args.each;
import static org.acmespark.Args.range;
import static org.acmespark.model.Dim.STACK;
import static org.acmespark.model.Dim.UNLIMITED;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.Stream;
import org.acmespark.model.AcmeException;
import org.acmespark.model.Format;
import org.acmespark.model.Outputs;
import org.acmespark.model.Payload;
import org.acmespark.reading.Verification;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import ucar.ma2.Array;

/** A bit that flips on the disk, anywhere in a run, in every layout and format. */
class ChecksumsTest {
  private static final int N = 6;
  private static final int FLIPS = 30;

  private static final Queue<Integer> CALLED = new ConcurrentLinkedQueue<>();

  @RegisterExtension static final TestSpark SPARK = TestSpark.local();

  @TempDir Path folder;

  static double[] row(int i) {
    double[] row = new double[10];
    Arrays.fill(row, i + 0.5);
    return row;
  }

  static double[] large(int i) {
    double[] large = new double[9000 + i];
    Arrays.setAll(large, k -> i + k / 7.0);
    return large;
  }

  static double[] largeRow(int i) {
    return Arrays.copyOf(large(i), 9000);
  }

  /** A way to keep results; a new one needs no more than its entry here. */
  enum Kept {
    FILE_PER_COMPUTATION(
        ParallelMap.over(each(range(N))).map(i -> row(i)).payload(Payload.PER_COMPUTATION)),
    FILES_OF_RANGES(
        ParallelMap.over(each(range(N))).map(i -> row(i)).payload(Payload.PER_PARTITION)),
    COMPRESSED(
        ParallelMap.over(each(range(N)))
            .map(i -> large(i))
            .payload(Payload.PER_PARTITION)
            .compression("deflate:1")),
    MERGED(
        ParallelMap.over(each(range(600)))
            .map(i -> i / 2.0)
            .payload(Payload.PER_PARTITION)
            .rangeSize(2)),
    STACKED_PER_COMPUTATION(
        ParallelMap.over(each(range(N)))
            .map(i -> row(i))
            .payload(Payload.PER_COMPUTATION)
            .resultShape(STACK, 10)),
    STACKED(
        ParallelMap.over(each(range(N)))
            .map(i -> Outputs.of(row(i), "further " + i))
            .payload(Payload.PER_PARTITION)
            .resultShape(STACK, 10)),
    STACKED_UNLIMITED(
        ParallelMap.over(each(range(N)))
            .map(i -> large(i))
            .payload(Payload.PER_PARTITION)
            .resultShape(STACK, UNLIMITED)),
    SINGLE_FILE(
        ParallelMap.over(each(range(N)))
            .map(i -> Outputs.of(large(i), row(i), "text " + i))
            .singleFile()),
    SINGLE_FILE_STACKED(
        ParallelMap.over(each(range(N)))
            .map(i -> largeRow(i))
            .resultShape(STACK, 9000)
            .singleFile()),
    SINGLE_FILE_COMPRESSED(
        ParallelMap.over(each(range(N))).map(i -> large(i)).singleFile().compression("deflate:1")),
    RESCUED(
        ParallelMap.over(each(range(N)))
            .map(i -> i % 2 == 0 ? (Object) Map.of("key", i) : (Object) row(i))),
    RESCUED_FROM_SINGLE_FILE(
        ParallelMap.over(each(range(N)))
            .map(i -> i % 2 == 0 ? (Object) Map.of("key", i) : (Object) row(i))
            .singleFile()),
    PICKLES(ParallelMap.over(each(range(N))).map(i -> row(i)).format(Format.PICKLE)),
    SERIALIZED(ParallelMap.over(each(range(N))).map(i -> row(i)).format(Format.SERIALIZED)),
    NOTHING(ParallelMap.over(each(range(N))).forEach(i -> row(i)));

    private final ParallelMapBuilder<?> builder;

    Kept(ParallelMapBuilder<?> builder) {
      this.builder = builder;
    }
  }

  @ParameterizedTest
  @EnumSource(Kept.class)
  void everyFlippedBitIsFound(Kept kept) throws Exception {
    Path directory = folder.resolve("run");
    TestSpark.compute(kept.builder.name("f").outputDir(directory));
    List<Path> files = files(directory);
    Verification before = verify(directory);
    assertTrue(before.isComplete(), before::toString);
    assertEquals(0, before.checked().orElseThrow().without());
    // All but ledger and manifest, which have checksums of their own.
    assertEquals(files.size() - 2, before.checked().orElseThrow().files(), files::toString);

    var random = new Random(kept.ordinal());
    Map<String, Integer> found = new TreeMap<>();
    for (int k = 0; k < FLIPS; k++) {
      Path file = files.get(k < files.size() ? k : random.nextInt(files.size()));
      long bit = (long) (random.nextDouble() * Files.size(file) * 8);
      flip(file, bit);
      assertTrue(isFound(directory, file), "bit %s of %s".formatted(bit, file));
      flip(file, bit);
      found.merge(file.getFileName().toString().replaceAll("_[0-9-]+", "_#"), 1, Integer::sum);
    }
    assertTrue(verify(directory).isComplete(), () -> "flipped back");
    System.out.printf("%s: %s of %s flipped bits found: %s%n", kept, FLIPS, FLIPS, found);
  }

  private static ParallelMapBuilder<double[]> counted(Path run) {
    return ParallelMap.over(each(range(N)))
        .map(
            i -> {
              CALLED.add(i);
              return row(i);
            })
        .name("f")
        .payload(Payload.PER_COMPUTATION)
        .outputDir(run);
  }

  private static List<Integer> called(ParallelMapBuilder<?> builder) {
    CALLED.clear();
    TestSpark.compute(builder).requireAllComputed();
    return CALLED.stream().sorted().toList();
  }

  private static void requireWhole(Path run) {
    Verification verification = verify(run);
    assertTrue(verification.isComplete(), verification::toString);
  }

  @Test
  void resumingComputesDamagedResultsAgainAndKeepsTheFile() throws Exception {
    Path run = folder.resolve("run");
    called(counted(run));
    Path damaged = run.resolve("f_payload/f_3.h5");
    flip(damaged, Files.size(damaged) * 4);
    byte[] content = Files.readAllBytes(damaged);

    assertEquals(List.of(3), called(counted(run).resume(run)));

    assertArrayEquals(content, Files.readAllBytes(run.resolve("f_payload/f_3.h5.damaged")));
    requireWhole(run);
    try (var results = Results.open(run)) {
      assertArrayEquals(row(3), row(results, 3));
    }
    flip(damaged, 8000);
    assertEquals(List.of(3), called(counted(run).resume(run)));
    assertTrue(Files.exists(run.resolve("f_payload/f_3.h5.damaged-2")));
    requireWhole(run);
    assertEquals(List.of(), called(counted(run).resume(run)));
  }

  @Test
  void resumingWritesADamagedContainerAgain() throws Exception {
    Path run = folder.resolve("run");
    called(counted(run));
    flip(run.resolve("f.h5"), 5000);
    assertEquals(List.of(), called(counted(run).resume(run)));
    requireWhole(run);
  }

  @Test
  void resumingGoesOnWithoutADamagedLineOfTheLedger() throws Exception {
    Path run = folder.resolve("run");
    called(counted(run).rangeSize(2));
    Path ledger = run.resolve("f_computations.jsonl");
    List<String> lines = Files.readAllLines(ledger);
    flip(ledger, 8 * 30);
    byte[] content = Files.readAllBytes(ledger);

    assertEquals(List.of(), called(counted(run).rangeSize(2).resume(run)));

    assertArrayEquals(content, Files.readAllBytes(run.resolve(ledger + ".damaged")));
    List<String> after = Files.readAllLines(ledger);
    assertEquals(lines.subList(1, lines.size()), after.subList(0, lines.size() - 1));
    requireWhole(run);
    assertEquals(0, verify(run).checked().orElseThrow().without());
  }

  @Test
  void aDamagedSingleFileIsNotTrusted() throws Exception {
    Path run = folder.resolve("run");
    var builder = ParallelMap.over(each(range(N))).map(i -> large(i)).name("f").singleFile();
    TestSpark.compute(builder.outputDir(run));
    flip(run.resolve("f.h5"), 8 * 20_000);

    var e = assertThrows(AcmeException.class, () -> TestSpark.compute(builder.resume(run)));

    assertTrue(e.getMessage().contains("f.h5 is damaged: bytes 0 to "), e::getMessage);
    Files.move(run.resolve("f.h5"), folder.resolve("kept.h5"));
    TestSpark.compute(builder.resume(run));
    requireWhole(run);
  }

  @Test
  void readingComparesEachFileIfThatIsAskedFor() throws Exception {
    Path run = folder.resolve("run");
    called(counted(run));
    Path damaged = run.resolve("f_payload/f_3.h5");
    flip(damaged, Files.size(damaged) * 8 - 1);
    try (var results = Results.open(run)) {
      assertArrayEquals(row(2), row(results, 2));
      results.computation(3).value(); // nothing is compared
      results.checked();
      assertArrayEquals(row(2), row(results, 2));
      var e = assertThrows(AcmeException.class, () -> results.computation(3).value());
      assertTrue(e.getMessage().contains("f_3.h5 is damaged: bytes 0 to "), e::getMessage);
    }
  }

  private static double[] row(Results results, int i) {
    return (double[]) ((Array) results.computation(i).value()).copyTo1DJavaArray();
  }

  @Test
  void consolidatingComparesEachFileAndCarriesASumOn() throws Exception {
    Path run = folder.resolve("run");
    called(counted(run));
    Path out = folder.resolve("all.h5");
    try (var results = Results.open(run)) {
      results.consolidate(out);
    }
    Verification verification = verify(out);
    assertTrue(verification.isComplete(), verification::toString);
    assertEquals(1, verification.checked().orElseThrow().files());
    flip(out, 8 * 100);
    assertTrue(verify(out).problems().toString().contains("all.h5: is damaged"));
    flip(out, 8 * 100);
    flip(folder.resolve("all.h5.crc32c"), 8 * 100);
    assertTrue(verify(out).problems().toString().contains("all.h5.crc32c is damaged"));

    flip(run.resolve("f_payload/f_3.h5"), 8 * 100);
    try (var results = Results.open(run)) {
      Path second = folder.resolve("second.h5");
      var e = assertThrows(AcmeException.class, () -> results.consolidate(second));
      assertTrue(e.getMessage().contains("f_3.h5 is damaged"), e::getMessage);
      assertFalse(Files.exists(second));
    }
  }

  @Test
  void aDamagedManifestIsNotTrusted() throws Exception {
    Path run = folder.resolve("run");
    called(counted(run));
    Path manifest = run.resolve("f_run.json");
    String text = Files.readString(manifest);
    Files.writeString(manifest, text.replace("\"retries\" : 0", "\"retries\" : 1"));
    var e = assertThrows(IllegalArgumentException.class, () -> called(counted(run).resume(run)));
    assertTrue(e.getMessage().contains("differs from what was written"), e::getMessage);
  }

  @Test
  void runsOfEarlierVersionsHaveNoChecksums() throws Exception {
    Path run = folder.resolve("run");
    called(counted(run));
    Path ledger = run.resolve("f_computations.jsonl");
    Files.write(ledger, LedgerAttempts.of(ledger));
    LedgerAttempts.removeChecksums(run.resolve("f_run.json"));

    Verification verification = verify(run);
    assertTrue(verification.isComplete(), verification::toString);
    assertEquals(new Verification.Checked(0, 0, N), verification.checked().orElseThrow());
    Files.delete(run.resolve("f_payload/f_2.h5"));
    assertEquals(List.of(2), called(counted(run).resume(run)));
    requireWhole(run);
    assertEquals(N - 1, verify(run).checked().orElseThrow().without());
  }

  private static Verification verify(Path directory) {
    try (var results = Results.open(directory)) {
      return results.verifyChecksums();
    }
  }

  /** Whether damage is reported, and the file is named. */
  private static boolean isFound(Path directory, Path file) {
    try {
      Verification found = verify(directory);
      return !found.isComplete()
          && found.problems().stream().anyMatch(problem -> problem.file().equals(file));
    } catch (AcmeException e) { // the manifest is no longer JSON
      return e.getMessage().contains(file.toString());
    }
  }

  /** All files of a run but marker, lock, log and the empty one that says that it is complete. */
  private static List<Path> files(Path directory) throws IOException {
    try (Stream<Path> all = Files.walk(directory)) {
      return all.filter(Files::isRegularFile)
          .filter(file -> !file.getFileName().toString().startsWith("."))
          .filter(file -> !file.getFileName().toString().endsWith(".log"))
          .filter(file -> !file.getFileName().toString().equals("_SUCCESS"))
          .sorted()
          .toList();
    }
  }

  static void flip(Path file, long bit) throws IOException {
    try (var bytes = new RandomAccessFile(file.toFile(), "rw")) {
      bytes.seek(bit / 8);
      int before = bytes.read();
      bytes.seek(bit / 8);
      bytes.write(before ^ 1 << (int) (bit % 8));
    }
  }
}
