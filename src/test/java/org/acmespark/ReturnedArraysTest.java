package org.acmespark;

import static org.acmespark.Args.each;
import static org.acmespark.Args.range;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.acmespark.model.Dim;
import org.acmespark.model.Payload;
import org.acmespark.model.Verbosity;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import ucar.ma2.Array;

/** A function may return the same array again after changing it. */
class ReturnedArraysTest {
  private static final int N = 200;
  private static final int LENGTH = 5;
  private static final int LARGE = 4000;
  private static final ThreadLocal<double[]> SMALL_ROW =
      ThreadLocal.withInitial(() -> new double[LENGTH]);
  private static final ThreadLocal<double[]> LARGE_ROW =
      ThreadLocal.withInitial(() -> new double[LARGE]);

  @RegisterExtension static final TestSpark SPARK = TestSpark.local();

  @TempDir Path folder;

  static double[] row(int i) {
    double[] row = SMALL_ROW.get();
    Arrays.fill(row, i);
    return row;
  }

  /** Small results and, now and then, one that does not wait for others. */
  static double[] anyRow(int i) {
    if (i % 70 != 69) {
      return row(i);
    }
    double[] row = LARGE_ROW.get();
    Arrays.fill(row, i);
    return row;
  }

  enum Layout {
    FILES_OF_RANGES {
      @Override
      void chosenIn(ParallelMapBuilder<double[]> run) {
        run.payload(Payload.PER_PARTITION);
      }
    },
    FILES {
      @Override
      void chosenIn(ParallelMapBuilder<double[]> run) {
        run.payload(Payload.PER_COMPUTATION);
      }
    },
    ONE_FILE {
      @Override
      void chosenIn(ParallelMapBuilder<double[]> run) {
        run.singleFile();
      }
    },
    STACKED {
      @Override
      void chosenIn(ParallelMapBuilder<double[]> run) {
        run.resultShape(Dim.STACK, LENGTH);
      }
    },
    STACKED_IN_ONE_FILE {
      @Override
      void chosenIn(ParallelMapBuilder<double[]> run) {
        run.resultShape(Dim.STACK, LENGTH).singleFile();
      }
    };

    abstract void chosenIn(ParallelMapBuilder<double[]> run);
  }

  @ParameterizedTest
  @EnumSource
  void eachResultIsWhatItsCallReturned(Layout layout) {
    var run = ParallelMap.over(each(range(N))).map(ReturnedArraysTest::row);
    layout.chosenIn(run);
    run.outputDir(folder.resolve("run")).verbosity(Verbosity.QUIET).build().compute();

    try (var results = Results.open(folder.resolve("run"))) {
      for (int i = 0; i < N; i++) {
        double[] expected = new double[LENGTH];
        Arrays.fill(expected, i);
        var row = (Array) results.computation(i).value(0);
        assertArrayEquals(expected, (double[]) row.copyTo1DJavaArray(), "result " + i);
      }
    }
  }

  @Test
  void groupsAreInTheOrderOfComputationsWhateverTheirSize() throws Exception {
    ParallelMap.over(each(range(N)))
        .map(ReturnedArraysTest::anyRow)
        .payload(Payload.PER_PARTITION)
        .outputDir(folder.resolve("run"))
        .verbosity(Verbosity.QUIET)
        .build()
        .compute();

    List<Path> files;
    try (var all = Files.list(folder.resolve("run/anyRow_payload"))) {
      files = all.sorted().toList();
    }
    String judged =
        Judges.h5py(
            """
            import h5py, sys
            seen = 0
            for name in sys.argv[1:]:
                with h5py.File(name) as f:
                    order = []
                    f.id.links.iterate(lambda n: order.append(n.decode()), idx_type=h5py.h5.INDEX_CRT_ORDER)
                    numbers = [int(n[5:]) for n in order if n.startswith('comp_')]
                    assert numbers == sorted(numbers), numbers
                    for k in numbers:
                        row = f[f'comp_{k}/result_0']
                        assert row.shape == ((4000,) if k % 70 == 69 else (5,)), row
                        assert (row[:] == k).all(), row[:]
                    seen += len(numbers)
            print(seen)
            """,
            files.toArray());
    assertEquals(String.valueOf(N), judged);
  }

  @Test
  void resultsInMemoryAreCopies() {
    List<double[]> values =
        ParallelMap.over(each(range(N)))
            .map(ReturnedArraysTest::row)
            .inMemory()
            .verbosity(Verbosity.QUIET)
            .build()
            .compute()
            .values();

    assertEquals(
        IntStream.range(0, N).mapToObj(i -> (double) i).toList(),
        values.stream().map(row -> row[0]).toList());
  }
}
