package org.acmespark.reference;

import static org.acmespark.Args.all;
import static org.acmespark.Args.each;
import static org.acmespark.Args.range;
import static org.acmespark.ParallelMap.over;
import static org.acmespark.reference.ReferenceContainerContract.A;
import static org.acmespark.reference.ReferenceContainerContract.PRELUDE;
import static org.acmespark.reference.ReferenceContainerContract.compute;
import static org.acmespark.reference.ReferenceContainerContract.ofMatrices;
import static org.acmespark.reference.ReferenceContainerContract.thisFunc;
import static org.acmespark.reference.ReferenceContainerContract.written;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.acmespark.Judges;
import org.acmespark.ParallelMapBuilder;
import org.acmespark.Run;
import org.acmespark.SerializedResults;
import org.acmespark.TestSpark;
import org.acmespark.examples.Seeds;
import org.acmespark.model.Format;
import org.acmespark.model.Outputs;
import org.acmespark.model.Payload;
import org.acmespark.model.ResultType;
import org.acmespark.reference.ReferenceFunctions.Diagonal;
import org.apache.spark.SparkConf;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/**
 * Every example of ACME's page "Advanced Usage and Customization" that leaves results leaves the
 * same ones here: the same groups, shapes, types and, where they are not random, values. A test for
 * each block of the page, in its order, in each layout that it applies to: those of HDF5 are in
 * {@link ReferenceContainerContract}. A subclass says where Spark runs.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class ReferencePageContract {
  @RegisterExtension final TestSpark spark = TestSpark.as(this::conf);

  abstract SparkConf conf();

  @Nested
  class InPayloadFilesPerComputation extends ReferenceContainerContract {
    @Override
    <R> ParallelMapBuilder<R> kept(ParallelMapBuilder<R> builder) {
      return builder;
    }

    @Override
    boolean inOneFile() {
      return false;
    }

    @Override
    void judgeFiles(Run<?> run) {
      List<Path> expected =
          IntStream.range(0, 50)
              .mapToObj(i -> folder.resolve("run/thisFunc_payload/thisFunc_" + i + ".h5"))
              .toList();
      assertEquals(expected, run.files());
      Judges.h5py(
          PRELUDE + "assert list(h5f.keys()) == ['result_0', 'result_1', 'result_2']",
          run.files().get(33));
    }
  }

  @Nested
  class InPayloadFilesPerPartition extends ReferenceContainerContract {
    @Override
    <R> ParallelMapBuilder<R> kept(ParallelMapBuilder<R> builder) {
      return builder.payload(Payload.PER_PARTITION);
    }

    @Override
    boolean inOneFile() {
      return false;
    }

    @Override
    void judgeFiles(Run<?> run) {
      for (Path file : run.files()) {
        assertTrue(
            file.toString().matches(".*/thisFunc_payload/thisFunc_\\d+-\\d+\\.h5"),
            file.toString());
      }
      Judges.h5py(
          PRELUDE + "assert list(h5f['comp_33'].keys()) == ['result_0', 'result_1', 'result_2']",
          run.file(33).orElseThrow());
    }
  }

  @Nested
  class InASingleFile extends ReferenceContainerContract {
    @Override
    <R> ParallelMapBuilder<R> kept(ParallelMapBuilder<R> builder) {
      return builder.singleFile();
    }

    @Override
    boolean inOneFile() {
      return true;
    }

    @Override
    void judgeFiles(Run<?> run) {
      assertEquals(List.of(folder.resolve("run/thisFunc.h5")), run.files());
    }
  }

  @Nested
  class AsOtherFormats {
    @TempDir Path folder;

    private final Diagonal x = new Diagonal(new double[] {1, 1, 1, 1});
    private final Diagonal y = new Diagonal(new double[] {3, 3, 3, 3});

    private List<Path> named(String name, int count, String extension) {
      return IntStream.range(0, count)
          .mapToObj(i -> folder.resolve("run").resolve(name + "_" + i + extension))
          .toList();
    }

    @Test
    void sparseMatricesArePickled() {
      Run<Map<String, Object>> run =
          compute(
              over(each(Collections.nCopies(4, x)), all(y))
                  .map(ReferenceFunctions::sparseSum)
                  .name("f")
                  .format(Format.PICKLE)
                  .outputDir(folder.resolve("run")));

      assertEquals(named("f", 4, ".pickle"), run.files());
      assertEquals(Optional.empty(), run.container());
      Judges.h5py(
          """
          import pickle, sys
          for name in sys.argv[1:]:
              sparse = pickle.load(open(name, 'rb'))
              assert sparse['shape'] == [4, 4] and sparse['sparse'] is True
              assert list(sparse['diagonal']) == [4, 4, 4, 4]
          """,
          run.files().toArray());
    }

    @Test
    void severalResultsArePickledAsATuple() {
      Run<Outputs> run = compute(thisFunc().format(Format.PICKLE).outputDir(folder.resolve("run")));

      assertEquals(named("thisFunc", 50, ".pickle"), run.files());
      Judges.h5py(
          """
          import pickle, sys
          r0, r1, r2 = pickle.load(open(sys.argv[1], 'rb'))
          assert (r0, list(r1), r2) == (33.5, [33, 0.5], 'no. 33')
          """,
          run.files().get(33));
    }

    @Test
    void objectsAreSerialized() {
      Run<Diagonal> run =
          compute(
              over(each(Collections.nCopies(4, x)), all(y))
                  .map(ReferenceFunctions::diagonalSum)
                  .name("f")
                  .format(Format.SERIALIZED)
                  .outputDir(folder.resolve("run")));

      assertEquals(named("f", 4, ".ser"), run.files());
      assertEquals(Optional.empty(), run.container());
      for (Path file : run.files()) {
        var sum = (Diagonal) SerializedResults.read(file, "org.acmespark.reference.**");
        assertEquals("[4.0, 4.0, 4.0, 4.0]", Arrays.toString(sum.values()));
      }
    }
  }

  @Nested
  class InMemory {
    @TempDir Path folder;

    @Test
    void matconstructIsOneArrayOfRoundedValues() {
      Run<double[][]> run =
          compute(
              ofMatrices(over(all(A), each(range(5L))).map(Seeds::matconstruct))
                  .resultType(ResultType.FLOAT16)
                  .inMemory());

      assertEquals("[5, 10, 9]", Arrays.toString(run.stacked().getShape()));
      assertEquals(float.class, run.stacked().getElementType());
      Judges.h5py(
          PRELUDE
              + """
              stacked, a = h5f['data'][()], h5py.File(sys.argv[3], 'r')['data'][()]
              assert (stacked == stacked.astype('float16')).all()
              assert all(without_a_column(matrix, a) for matrix in stacked)
              """,
          written(folder.resolve("stacked.h5"), run.stacked()),
          "False",
          written(folder.resolve("a.h5"), A));
    }

    @Test
    void rand2DrawsFromASeedOfEachComputation() {
      Run<Double> run =
          compute(over(all(Math.PI), each(range(10L))).map(ReferenceFunctions::rand2).inMemory());

      assertEquals(
          IntStream.range(0, 10)
              .mapToObj(counter -> ReferenceFunctions.rand2(Math.PI, counter))
              .toList(),
          run.values());
      assertEquals(10, run.values().stream().distinct().count());
    }
  }
}
