package org.acmespark;

import static org.acmespark.Args.all;
import static org.acmespark.Args.computation;
import static org.acmespark.Args.each;
import static org.acmespark.Args.range;
import static org.acmespark.Args.slices;
import static org.acmespark.TestSpark.compute;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.acmespark.hdf5.Hdf5Reader;
import org.acmespark.hdf5.Hdf5Writer;
import org.acmespark.hdf5.value.Hdf5Value;
import org.acmespark.model.Dim;
import org.acmespark.model.Format;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** What counts as the same run when a run is resumed, and what is refused. */
class SameRunTest {
  @RegisterExtension static final TestSpark SPARK = TestSpark.local();

  @TempDir Path folder;

  static int twice(int x) {
    return 2 * x;
  }

  static int thrice(int x) {
    return 3 * x;
  }

  @Test
  void refusesWhatIsNotTheSameRunAndSaysWhatDiffers() {
    Path directory = folder.resolve("run");
    compute(ParallelMap.over(each(1, 2, 3)).map(SameRunTest::twice).seed(4).outputDir(directory));

    refused(
        ParallelMap.over(each(1, 2, 4)).map(SameRunTest::twice).resume(directory),
        "argument 1 was each");
    refused(
        ParallelMap.over(each(1, 2, 3)).map(SameRunTest::thrice).name("twice").resume(directory),
        "function was org.acmespark.SameRunTest::twice");
    refused(
        ParallelMap.over(each(1, 2, 3)).map(SameRunTest::twice).seed(5).resume(directory),
        "seed was 4, now it is 5");
    for (ParallelMapBuilder<?> forced :
        List.of(
            ParallelMap.over(each(1, 2)).map(SameRunTest::twice),
            ParallelMap.over(each(1, 2, 3)).map(SameRunTest::twice).name("other"),
            ParallelMap.over(each(1, 2, 3)).map(SameRunTest::twice).format(Format.PICKLE),
            ParallelMap.over(each(1, 2, 3)).map(SameRunTest::twice).resultShape(Dim.STACK))) {
      refused(forced.resume(directory).force(), "cannot be resumed with other options");
    }
    Run<Integer> forced =
        compute(ParallelMap.over(each(1, 2, 4)).map(SameRunTest::twice).resume(directory).force());
    assertEquals(0, forced.ranges());
  }

  private static void refused(ParallelMapBuilder<?> builder, String why) {
    var e = assertThrows(IllegalArgumentException.class, builder::build);
    assertTrue(e.getMessage().contains(why), e::getMessage);
  }

  @Test
  void mapsAndSetsAreTheSameWhateverTheirOrder() {
    Path directory = folder.resolve("run");
    compute(
        ParallelMap.over(each(1, 2), all(Map.of("a", Set.of(1, 2, 3), "b", Set.of(4))))
            .map((x, m) -> x)
            .name("first")
            .outputDir(directory));
    String manifest = manifestOf(directory, "first").get("arguments").get(1).toString();
    Path other = folder.resolve("other");
    var insertedOtherwise = new java.util.HashMap<String, Set<Integer>>(64);
    insertedOtherwise.put("b", new java.util.HashSet<>(List.of(4)));
    insertedOtherwise.put("a", new java.util.HashSet<>(List.of(3, 2, 1)));
    compute(
        ParallelMap.over(each(1, 2), all(insertedOtherwise))
            .map((x, m) -> x)
            .name("second")
            .outputDir(other));

    assertEquals(
        manifestOf(directory, "first").get("arguments").get(1).get("sha256"),
        manifestOf(other, "second").get("arguments").get(1).get("sha256"),
        manifest);
  }

  @Test
  void noticesThatAnInputFileWasWrittenAnew() throws Exception {
    Path input = folder.resolve("input.h5");
    writeInput(input, 1);
    Path directory = folder.resolve("run");
    compute(sums(input).outputDir(directory));
    assertEquals(0, compute(sums(input).resume(directory)).ranges());

    Files.delete(input);
    writeInput(input, 2);

    refused(sums(input).resume(directory), "the content of argument 1, slices");
  }

  private static ParallelMapBuilder<Double> sums(Path input) {
    return ParallelMap.over(slices(input.toString(), "/data", 0))
        .map(row -> row[0] + row[1])
        .name("sums");
  }

  private static void writeInput(Path file, double value) {
    try (var writer = Hdf5Writer.create(file)) {
      writer.write("/data", Hdf5Value.of(new double[][] {{value, value}, {3, 4}}));
      writer.commit();
    }
  }

  private static JsonNode manifestOf(Path directory, String name) {
    try {
      return new ObjectMapper().readTree(directory.resolve(name + "_run.json").toFile());
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void goesOnWithTheSeedOfTheRun() throws Exception {
    Path whole = folder.resolve("whole");
    compute(draws().seed(7).outputDir(whole));
    Path directory = folder.resolve("run");
    compute(draws().seed(7).outputDir(directory));
    Files.delete(directory.resolve("draw_payload/draw_3.h5"));

    compute(draws().resume(directory));

    try (var expected = Hdf5Reader.open(whole.resolve("draw.h5"));
        var actual = Hdf5Reader.open(directory.resolve("draw.h5"))) {
      for (int i = 0; i < 5; i++) {
        String path = "/comp_" + i + "/result_0";
        assertEquals(expected.read(path), actual.read(path));
      }
    }
    JsonNode manifest = manifestOf(directory, "draw");
    assertEquals(7, manifest.get("seed").longValue());
    assertEquals(1, manifest.get("resumed").size());
    assertEquals("complete", manifest.get("outcome").textValue());
  }

  private static ParallelMapBuilder<Double> draws() {
    return ParallelMap.over(each(range(5)), computation())
        .map((x, c) -> x + c.random().nextDouble())
        .name("draw");
  }

  @Test
  void refusesWhatCannotBeResumed() throws IOException {
    refused(draws().inMemory().resume(folder), "a run in memory leaves nothing to resume");
    refused(draws().resume(folder), "is not a run directory");
    refused(draws().resume(folder.resolve("nowhere")), "is not a directory");
    refused(draws().resume(folder).outputDir("elsewhere"), "leave outputDir out");
    refused(draws().retryFailed(), "retryFailed is about a run that is resumed");
    Files.createFile(folder.resolve(".acme-run"));
    refused(draws().resume(folder), "start it again");
  }
}
