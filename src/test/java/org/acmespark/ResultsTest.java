package org.acmespark;

import static org.acmespark.Args.each;
import static org.acmespark.Args.range;
import static org.acmespark.model.Dim.STACK;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.Serializable;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.acmespark.hdf5.Hdf5Writer;
import org.acmespark.hdf5.value.ElementType;
import org.acmespark.hdf5.value.Hdf5Value;
import org.acmespark.hdf5.value.VirtualLayout;
import org.acmespark.model.AcmeException;
import org.acmespark.model.Format;
import org.acmespark.model.Outputs;
import org.acmespark.model.Payload;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import ucar.ma2.Array;

/** Reading what is moved, incomplete, damaged or none of ours. */
class ResultsTest {
  @RegisterExtension static final TestSpark SPARK = TestSpark.local();

  @TempDir Path folder;

  record Fit(double slope) implements Serializable {}

  /** The run directory, at another place than the run left it. */
  private <R> Path run(ParallelMapBuilder<R> builder) throws Exception {
    Path made = folder.resolve("made");
    TestSpark.compute(builder.name("f").outputDir(made));
    return Files.move(made, folder.resolve("moved"));
  }

  private Path fourComputations() throws Exception {
    return run(ParallelMap.over(each(range(4))).map(i -> Outputs.of(i, new double[] {i, 2 * i})));
  }

  private Path stackOf(int n, Payload payload) throws Exception {
    return run(
        ParallelMap.over(each(range(n)))
            .map(i -> new double[] {i, -i})
            .resultShape(STACK, 2)
            .payload(payload));
  }

  private static double[] doubles(Object array) {
    return (double[]) ((Array) array).get1DJavaArray(double.class);
  }

  private static String message(Class<? extends Exception> type, Runnable action) {
    return assertThrows(type, action::run).getMessage();
  }

  private static void assertContains(String text, String part) {
    assertTrue(text.contains(part), text);
  }

  @Test
  void opensAMovedRunByItsDirectoryOrItsContainer() throws Exception {
    Path directory = fourComputations();
    for (Path path : List.of(directory, directory.resolve("f.h5"))) {
      try (var results = Results.open(path)) {
        assertEquals(4, results.nInputs());
        assertEquals(Optional.of(directory.resolve("f.h5")), results.container());
        assertEquals(2, results.computation(2).value());
        assertArrayEquals(new double[] {2, 4}, doubles(results.computation(2).value(1)));
        assertFalse(results.isStacked());
        assertThrows(IllegalStateException.class, results::stacked);
      }
    }
  }

  @Test
  void readsAContainerThatStandsAlone() throws Exception {
    Path file = folder.resolve("theirs.h5");
    try (var writer = Hdf5Writer.create(file)) {
      writer.write("comp_0/result_0", Hdf5Value.of("a"));
      writer.write("comp_2/result_0", Hdf5Value.of(true));
      writer.commit();
    }
    try (var results = Results.open(file)) {
      assertEquals(3, results.nInputs());
      assertEquals(List.of("a"), results.computation(0).values());
      assertEquals(true, results.computation(2).value());
      assertFalse(results.computation(1).isPresent());
      assertContains(
          message(AcmeException.class, () -> results.computation(1).value()),
          "computation 1 has no results");
      assertEquals(1, results.verify().problems().size());
    }
  }

  @Test
  void readsOneRegularStackedDataset() throws Exception {
    Path file = folder.resolve("single.h5");
    try (var writer = Hdf5Writer.create(file)) {
      long[] shape = {3, 2};
      writer.dataset("result_0", ElementType.INT16, shape, new long[] {3, -1}, shape);
      short[] elements = {1, 2, 3, 0, 0, 0};
      writer.writeBlock(
          "result_0", new long[2], Hdf5Value.flat(ElementType.INT16, shape, elements));
      writer.attribute("result_0", "valid", Hdf5Value.of(new boolean[] {true, true, false}));
      writer.attribute("result_0", "lengths", Hdf5Value.of(new long[] {2, 1, 0}));
      writer.write("comp_0/result_1", Hdf5Value.of("further"));
      writer.commit();
    }
    try (var results = Results.open(file)) {
      assertFalse(results.stacked().isVirtual());
      assertArrayEquals(new boolean[] {true, true, false}, results.stacked().valid());
      assertEquals("further", results.computation(0).value(1));
      Array second = (Array) results.computation(1).value();
      assertArrayEquals(new short[] {3}, (short[]) second.get1DJavaArray(short.class));
      assertFalse(results.computation(2).isPresent());
      assertEquals(Optional.of(file), results.computation(1).file());
      assertContains(results.verify().problems().toString(), "computation 2");
    }
  }

  /** As ACME leaves it: no manifest, no attributes. */
  @Test
  void findsTheStackingDimensionOfAContainerByItsBlocks() throws Exception {
    Path file = folder.resolve("theirs.h5");
    List<VirtualLayout.Mapping> blocks = new ArrayList<>();
    for (int i = 0; i < 2; i++) {
      try (var payload = Hdf5Writer.create(folder.resolve("theirs_" + i + ".h5"))) {
        payload.write("result_0", Hdf5Value.of(new double[] {i, 10 + i}));
        payload.commit();
      }
      long[] row = {2};
      blocks.add(
          new VirtualLayout.Mapping(
              "theirs_" + i + ".h5",
              "result_0",
              row,
              new long[1],
              row,
              new long[] {0, i},
              new long[] {2, 1}));
    }
    try (var writer = Hdf5Writer.create(file)) {
      long[] shape = {2, 3};
      writer.virtual("result_0", new VirtualLayout(ElementType.FLOAT64, shape, shape, blocks));
      writer.commit();
    }
    try (var results = Results.open(file)) {
      assertEquals(3, results.nInputs());
      assertArrayEquals(new double[] {1, 11}, doubles(results.computation(1).value()));
      assertFalse(results.computation(2).isPresent());
      assertArrayEquals(
          new double[] {0, 1, Double.NaN, 10, 11, Double.NaN}, doubles(results.stacked().read()));
    }
  }

  @Test
  void readsOneComputationWithoutTheFilesOfTheOthers() throws Exception {
    Path directory = fourComputations();
    Path missing = directory.resolve("f_payload/f_1.h5");
    Files.delete(missing);
    try (var results = Results.open(directory)) {
      assertEquals(2, results.computation(2).value(0));
      assertEquals(Optional.of(missing), results.computation(1).file());
      assertContains(
          message(AcmeException.class, () -> results.computation(1).values()),
          missing + " is missing");
      var verification = results.verify();
      assertEquals(3, verification.readable());
      assertEquals(
          "[computation 1: %s: is missing]".formatted(missing), verification.problems().toString());
    }
  }

  @Test
  void neverTakesAMissingSourceForFill() throws Exception {
    Path directory = stackOf(6, Payload.PER_COMPUTATION);
    Path missing = directory.resolve("f_payload/f_3.h5");
    Files.delete(missing);
    try (var results = Results.open(directory)) {
      var stacked = results.stacked();
      assertArrayEquals(
          new double[] {4, -4}, doubles(stacked.slice(new long[] {4, 0}, new long[] {1, 2})));
      assertArrayEquals(new double[] {5, -5}, doubles(results.computation(5).value()));
      assertContains(message(AcmeException.class, stacked::read), missing.toString());
      assertContains(results.verify().problems().toString(), "computation 3: " + missing);
      assertEquals(5, results.verify().readable());
    }
  }

  @Test
  void findsSourcesThatAreDamagedOrOfAnotherShapeOrType() throws Exception {
    Path directory = stackOf(6, Payload.PER_COMPUTATION);
    Path payload = directory.resolve("f_payload");
    Files.write(payload.resolve("f_0.h5"), new byte[] {(byte) 0x89, 'H', 'D', 'F'});
    replace(payload.resolve("f_1.h5"), new double[1]);
    replace(payload.resolve("f_2.h5"), new int[2]);
    try (var results = Results.open(directory)) {
      List<String> problems = new ArrayList<>();
      results.verify().problems().forEach(problem -> problems.add(problem.toString()));
      assertEquals(3, problems.size(), problems::toString);
      assertContains(problems.get(0), "computation 0: " + payload.resolve("f_0.h5"));
      assertContains(problems.get(1), "(1)");
      assertContains(problems.get(2), "int32, but the virtual dataset over it float64");
      assertEquals(3, results.verify().readable());
      assertThrows(AcmeException.class, () -> results.computation(1).value());
    }
  }

  private static void replace(Path file, Object value) throws Exception {
    Files.delete(file);
    try (var writer = Hdf5Writer.create(file)) {
      writer.write("result_0", Hdf5Value.of(value));
      writer.commit();
    }
  }

  @Test
  void namesTheFailureOfAComputation() throws Exception {
    Path directory =
        run(
            ParallelMap.over(each(range(3)))
                .map(
                    i -> {
                      if (i == 1) {
                        throw new IllegalStateException("no light");
                      }
                      return new double[] {i};
                    })
                .resultShape(STACK, 1));
    try (var results = Results.open(directory)) {
      var failed = results.computation(1);
      assertFalse(failed.isPresent());
      assertEquals("no light", failed.failure().orElseThrow().message());
      String message = message(AcmeException.class, failed::value);
      assertContains(message, "computation 1 failed: java.lang.IllegalStateException: no light");
      var verification = results.verify();
      assertEquals(1, verification.failures().get(0).index());
      assertEquals(List.of(), verification.problems());
      assertFalse(verification.isComplete());
      assertEquals(2, verification.readable());
    }
  }

  @Test
  void readsWhatHdf5CouldNotHoldIfItsClassIsNamed() throws Exception {
    Path directory =
        run(ParallelMap.over(each(range(3))).<Object>map(i -> i == 1 ? new Fit(i) : i));
    try (var results = Results.open(directory)) {
      assertTrue(results.computation(1).isPresent());
      assertContains(
          message(AcmeException.class, () -> results.computation(1).value()), Fit.class.getName());
      assertTrue(results.verify().isComplete(), () -> results.verify().toString());
    }
    try (var results = Results.open(directory, Fit.class.getName())) {
      assertEquals(new Fit(1), results.computation(1).value());
      assertEquals(2, results.computation(2).value());
      assertEquals(
          Optional.of(directory.resolve("f_payload/f_1.ser")), results.computation(1).file());
    }
  }

  @Test
  void leavesPicklesToPythonAndFindsThoseCutOff() throws Exception {
    Path directory = run(ParallelMap.over(each(range(3))).map(i -> "a").format(Format.PICKLE));
    Path pickle = directory.resolve("f_2.pickle");
    try (var results = Results.open(directory)) {
      assertEquals(Optional.of(pickle), results.computation(2).file());
      assertContains(
          message(AcmeException.class, () -> results.computation(2).values()), "pickle.load");
      assertTrue(results.verify().isComplete());
      byte[] bytes = Files.readAllBytes(pickle);
      Files.write(pickle, Arrays.copyOf(bytes, bytes.length - 1));
      assertContains(results.verify().problems().toString(), "is no whole pickle");
      message(IllegalArgumentException.class, () -> results.consolidate(folder.resolve("out.h5")));
    }
  }

  @Test
  void countsComputationsOfAFunctionThatReturnsNothing() throws Exception {
    Path directory = folder.resolve("nothing");
    TestSpark.compute(
        ParallelMap.over(each(range(3))).forEach(i -> {}).name("f").outputDir(directory));
    try (var results = Results.open(directory)) {
      assertEquals(3, results.verify().readable());
      assertTrue(results.verify().isComplete());
      assertContains(
          message(AcmeException.class, () -> results.computation(0).value()), "returns nothing");
    }
  }

  @Test
  void namesAGroupOfAComputationThatTheRunDoesNotHave() throws Exception {
    Path directory = fourComputations();
    Judges.h5py(
        "import h5py, sys; h5py.File(sys.argv[1], 'a').create_group('comp_9')",
        directory.resolve("f.h5"));
    try (var results = Results.open(directory)) {
      assertContains(
          results.verify().problems().toString(),
          "has a group comp_9, but there are 4 computations");
    }
  }

  @Test
  void readsWhatARunHadCommittedWhenItsDriverDied() throws Exception {
    Path directory = fourComputations();
    Files.delete(directory.resolve("f.h5"));
    Path manifest = directory.resolve("f_run.json");
    String running = Files.readString(manifest).replace("\"complete\"", "\"running\"");
    Files.writeString(manifest, running);
    LedgerAttempts.removeChecksums(manifest);
    Path ledger = directory.resolve("f_computations.jsonl");
    List<String> lines =
        new ArrayList<>(
            LedgerAttempts.of(ledger).stream()
                .filter(line -> !line.contains("\"index\":3,"))
                .toList());
    lines.add("{\"index\":3,\"sta");
    Files.writeString(ledger, String.join("\n", lines));
    try (var results = Results.open(directory)) {
      assertEquals(2, results.computation(2).value());
      assertFalse(results.computation(3).isPresent());
      var verification = results.verify();
      assertEquals(3, verification.readable());
      assertContains(verification.problems().get(0).what(), "has not ended");
      assertContains(verification.problems().get(1).what(), "was not computed");
    }
  }

  @Test
  void reportsADamagedContainerOfARun() throws Exception {
    Path directory = fourComputations();
    Files.write(directory.resolve("f.h5"), new byte[100]);
    try (var results = Results.open(directory)) {
      assertEquals(4, results.nInputs());
      assertThrows(AcmeException.class, () -> results.computation(0));
      assertContains(results.verify().problems().get(0).toString(), "f.h5: ");
    }
  }

  @Test
  void refusesWhatIsNoRun() throws Exception {
    Path text = Files.writeString(folder.resolve("notes.txt"), "no results");
    Path fake = Files.writeString(folder.resolve("fake.h5"), "no HDF5");
    Path empty = Files.createDirectory(folder.resolve("empty"));
    Path other = folder.resolve("other.h5");
    try (var writer = Hdf5Writer.create(other)) {
      writer.write("data", Hdf5Value.of(1));
      writer.commit();
    }
    assertContains(refusal(folder.resolve("nosuch")), "there is no such file or directory");
    assertContains(refusal(text), "is not a results container");
    assertContains(refusal(fake), "is not a results container");
    assertContains(refusal(other), "neither groups comp_0");
    assertContains(refusal(empty), "is not a run directory");
    assertContains(refusal(folder), "several runs");
  }

  private static String refusal(Path path) {
    return message(IllegalArgumentException.class, () -> Results.open(path));
  }

  @Test
  void refusesIndicesOutOfRangeAndReadingAfterClose() throws Exception {
    Results results = Results.open(fourComputations());
    try (results) {
      assertThrows(IndexOutOfBoundsException.class, () -> results.computation(4));
      assertThrows(IndexOutOfBoundsException.class, () -> results.computation(-1));
      assertThrows(IndexOutOfBoundsException.class, () -> results.computation(0).value(2));
    }
    assertThrows(IllegalStateException.class, () -> results.computation(0));
  }

  @Test
  void refusesSlicesThatReachOutside() throws Exception {
    try (var results = Results.open(stackOf(3, Payload.AUTO))) {
      assertContains(
          message(
              IllegalArgumentException.class,
              () -> results.stacked().slice(new long[] {2, 0}, new long[] {2, 2})),
          "reach outside");
    }
  }
}
