package org.acmespark;

import static org.acmespark.Args.each;
import static org.acmespark.Args.range;
import static org.acmespark.model.Dim.STACK;
import static org.acmespark.model.Dim.UNLIMITED;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.acmespark.model.AcmeException;
import org.acmespark.model.Outputs;
import org.acmespark.model.Payload;
import org.acmespark.model.ResultType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** One file of links and virtual datasets, judged by h5py beside the container it was made of. */
class ConsolidationTest {
  private static final String SAME =
      """
      import h5py, numpy as np, sys
      linked, alone = (h5py.File(path, 'r') for path in sys.argv[1:3])
      def same(a, b, where):
          assert list(a) == list(b), (where, list(a), list(b))
          for name in a:
              assert isinstance(b.get(name, getlink=True), h5py.HardLink), (where, name)
              if isinstance(a[name], h5py.Group):
                  same(a[name], b[name], where + '/' + name)
                  continue
              x, y = a[name], b[name]
              assert not y.is_virtual and (x.shape, x.maxshape, x.dtype) == (y.shape, y.maxshape, y.dtype), (where, name)
              nan = {'equal_nan': True} if x.dtype.kind in 'fc' else {}
              assert np.array_equal(x[()], y[()], **nan), (where, name)
              for key in x.attrs:
                  assert np.array_equal(x.attrs[key], y.attrs[key]), (where, name, key)
      same(linked, alone, '')
      """;

  @RegisterExtension static final TestSpark SPARK = TestSpark.local();

  @TempDir Path folder;

  private <R> Path container(ParallelMapBuilder<R> builder) {
    return TestSpark.compute(builder.name("f").outputDir(folder.resolve("run")))
        .container()
        .orElseThrow();
  }

  /** The file made of a container, after the container's payload is gone from where it was. */
  private Path consolidated(Path container) throws Exception {
    Path out = folder.resolve("all.h5");
    try (var results = Results.open(container)) {
      results.consolidate(out);
    }
    Judges.h5py(SAME, container, out);
    try (Stream<Path> beside = Files.list(folder)) {
      assertEquals(
          List.of(out, folder.resolve("all.h5.crc32c"), folder.resolve("run")),
          beside.sorted().toList());
    }
    return out;
  }

  @ParameterizedTest
  @EnumSource(
      value = Payload.class,
      names = {"PER_COMPUTATION", "PER_PARTITION"})
  void linksBecomeGroups(Payload payload) throws Exception {
    Path out =
        consolidated(
            container(ParallelMap.over(each(range(12))).map(EveryResult::of).payload(payload)));
    try (var results = Results.open(out)) {
      assertEquals(12, results.nInputs());
      assertEquals("no. 11, 世界", results.computation(11).value(7));
      assertTrue(results.verify().isComplete());
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = Payload.class,
      names = {"PER_COMPUTATION", "PER_PARTITION"})
  void virtualDatasetsBecomeRegular(Payload payload) throws Exception {
    Path out =
        consolidated(
            container(
                ParallelMap.over(each(range(12)))
                    .map(i -> i == 5 ? Outputs.of("none") : EveryResult.row(ResultType.FLOAT16, i))
                    .resultShape(2, STACK)
                    .resultType(ResultType.FLOAT16)
                    .payload(payload)));
    try (var results = Results.open(out)) {
      assertEquals("further 11", results.computation(11).value(1));
      assertEquals(ResultType.FLOAT16, results.stacked().type());
      assertEquals(11, results.verify().readable());
    }
  }

  @Test
  void unlimitedDimensionsStayUnlimited() throws Exception {
    Path out =
        consolidated(
            container(
                ParallelMap.over(each(range(300)))
                    .map(x -> EveryResult.ragged(ResultType.FLOAT64, x))
                    .resultShape(STACK, UNLIMITED)));
    try (var results = Results.open(out)) {
      assertEquals(-1, results.stacked().maxShape()[1]);
      assertEquals(3, results.stacked().lengths().orElseThrow()[7]);
      assertTrue(results.verify().isComplete(), () -> results.verify().toString());
    }
  }

  @Test
  void goesPieceByPieceAlongAnyDimension() throws Exception {
    Path container =
        container(
            ParallelMap.over(each(range(7)))
                .map(
                    i -> {
                      double[][] wide = new double[3][600_000];
                      Arrays.stream(wide).forEach(row -> Arrays.setAll(row, k -> i + 1e-6 * k));
                      return wide;
                    })
                .resultShape(3, STACK, 600_000)
                .payload(Payload.PER_PARTITION));
    Path out = consolidated(container);
    try (var results = Results.open(out)) {
      assertEquals(1, results.stacked().stackAxis().orElseThrow());
      assertTrue(results.verify().isComplete());
    }
  }

  @Test
  void refusesAFileThatExistsAndAFolderThatDoesNot() throws Exception {
    Path container = container(ParallelMap.over(each(range(2))).map(i -> i));
    Path taken = Files.writeString(folder.resolve("taken.h5"), "mine");
    try (var results = Results.open(container)) {
      for (Path out : List.of(taken, folder.resolve("nosuch/all.h5"), folder)) {
        assertThrows(IllegalArgumentException.class, () -> results.consolidate(out));
      }
    }
    assertEquals("mine", Files.readString(taken));
  }

  @Test
  void leavesNothingIfASourceIsMissing() throws Exception {
    Path container =
        container(
            ParallelMap.over(each(range(4)))
                .map(i -> new double[] {i})
                .resultShape(STACK, 1)
                .payload(Payload.PER_COMPUTATION));
    Path missing = container.resolveSibling("f_payload/f_2.h5");
    Files.delete(missing);
    try (var results = Results.open(container)) {
      String message =
          assertThrows(AcmeException.class, () -> results.consolidate(folder.resolve("all.h5")))
              .getMessage();
      assertTrue(message.contains(missing.toString()), message);
    }
    try (Stream<Path> beside = Files.list(folder)) {
      assertEquals(List.of(folder.resolve("run")), beside.toList());
    }
  }
}
