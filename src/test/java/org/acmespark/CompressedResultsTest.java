package org.acmespark;

import static org.acmespark.Args.each;
import static org.acmespark.Args.range;
import static org.acmespark.model.Dim.STACK;
import static org.acmespark.model.Dim.UNLIMITED;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.function.Consumer;
import org.acmespark.model.AcmeException;
import org.acmespark.model.Format;
import org.acmespark.model.Outputs;
import org.acmespark.model.Payload;
import org.acmespark.model.ResultType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Compressed results in every layout, judged by h5py. */
class CompressedResultsTest {
  @RegisterExtension static final TestSpark SPARK = TestSpark.local();

  @TempDir Path folder;

  /** Every way of keeping results in HDF5. */
  enum Kept {
    PER_COMPUTATION(builder -> builder.payload(Payload.PER_COMPUTATION)),
    PER_PARTITION(builder -> builder.payload(Payload.PER_PARTITION)),
    MERGED(builder -> builder.rangeSize(1)),
    SINGLE_FILE(ParallelMapBuilder::singleFile);

    private final Consumer<ParallelMapBuilder<?>> choose;

    Kept(Consumer<ParallelMapBuilder<?>> choose) {
      this.choose = choose;
    }

    int computations() {
      return this == MERGED ? 260 : 20;
    }
  }

  static double[] ramp(int x, int length) {
    double[] values = new double[length];
    Arrays.setAll(values, k -> x + k);
    return values;
  }

  private <R> Run<R> compute(Kept kept, String name, ParallelMapBuilder<R> builder) {
    kept.choose.accept(builder);
    return TestSpark.compute(builder.compression("deflate:4").outputDir(folder.resolve(name)))
        .requireAllComputed();
  }

  @ParameterizedTest
  @EnumSource(Kept.class)
  void arraysByThemselves(Kept kept) throws Exception {
    Run<Outputs> run =
        compute(
            kept,
            "run",
            ParallelMap.over(each(range(kept.computations())))
                .map(x -> Outputs.of(ramp(x, x == 3 ? 300_000 : 5_000), "no. " + x))
                .name("ramps"));

    Judges.h5py(
        """
        import sys, h5py, numpy as np
        f, n = h5py.File(sys.argv[1], 'r'), int(sys.argv[2])
        assert len(f) == n
        for i in range(n):
            values = f[f'comp_{i}/result_0']
            assert values.compression == 'gzip' and values.shuffle
            assert (values[()] == i + np.arange(len(values))).all()
            assert f[f'comp_{i}/result_1'].asstr()[()] == f'no. {i}'
        """,
        run.container().orElseThrow(),
        kept.computations());
    try (var results = Results.open(folder.resolve("run"))) {
      assertTrue(results.verify().isComplete());
    }
    assertTrue(
        Files.readString(folder.resolve("run/ramps_run.json"))
            .contains("\"compression\" : \"deflate:4\""));
  }

  /** The library computes the checksum again when h5py reads, and refuses a damaged chunk. */
  @ParameterizedTest
  @CsvSource({
    "PER_COMPUTATION, none",
    "PER_PARTITION, none",
    "MERGED, none",
    "SINGLE_FILE, none",
    "PER_COMPUTATION, deflate:1",
    "PER_PARTITION, deflate:9",
    "SINGLE_FILE, deflate:1"
  })
  void chunksHaveChecksums(Kept kept, String compression) throws Exception {
    ParallelMapBuilder<Outputs> builder =
        ParallelMap.over(each(range(kept.computations())))
            .map(
                x ->
                    Outputs.of(ramp(x, x == 3 ? 300_000 : 5_000), new byte[20_001 + x], "no. " + x))
            .name("ramps")
            .fletcher32()
            .compression(compression)
            .outputDir(folder.resolve("run"));
    kept.choose.accept(builder);
    Run<Outputs> run = TestSpark.compute(builder).requireAllComputed();

    Judges.h5py(
        """
        import sys, h5py, numpy as np
        f, n, deflate = h5py.File(sys.argv[1], 'r'), int(sys.argv[2]), sys.argv[3] != 'none'
        assert len(f) == n
        for i in range(n):
            values = f[f'comp_{i}/result_0']
            assert values.fletcher32 and (values.compression == 'gzip') == deflate
            assert (values[()] == i + np.arange(len(values))).all()
            assert f[f'comp_{i}/result_1'].fletcher32
            assert not f[f'comp_{i}/result_1'][()].any()
            assert f[f'comp_{i}/result_2'].asstr()[()] == f'no. {i}'
        values = f['comp_1/result_0']
        chunk = values.id.get_chunk_info(0)
        name, place = values.file.filename, chunk.byte_offset + chunk.size // 2
        f.close()
        with open(name, 'r+b') as file:
            file.seek(place)
            byte = file.read(1)[0]
            file.seek(place)
            file.write(bytes([byte ^ 4]))
        try:
            h5py.File(sys.argv[1], 'r')['comp_1/result_0'][()]
            assert False, 'a flipped bit was read'
        except OSError as e:
            print(e)
        """,
        run.container().orElseThrow(),
        kept.computations(),
        compression);
    try (var results = Results.open(folder.resolve("run"))) {
      String message =
          assertThrows(AcmeException.class, () -> results.computation(1).values()).getMessage();
      assertTrue(message.contains("Fletcher32"), message);
      assertFalse(results.verify().isComplete());
    }
  }

  @Test
  void checksumsOfStackedRows() {
    for (Kept kept : Kept.values()) {
      ParallelMapBuilder<double[]> builder =
          ParallelMap.over(each(range(kept.computations())))
              .map(x -> ramp(x, 3_000))
              .name("ramps")
              .resultShape(STACK, UNLIMITED)
              .fletcher32()
              .outputDir(folder.resolve("stacked-" + kept));
      kept.choose.accept(builder);
      Run<double[]> run = TestSpark.compute(builder).requireAllComputed();
      Judges.h5py(
          """
          import sys, h5py, numpy as np
          x = h5py.File(sys.argv[1], 'r')['result_0']
          assert (x[()] == np.arange(len(x))[:, None] + np.arange(3000)).all()
          names = [s.file_name for s in x.virtual_sources()] if x.is_virtual else [sys.argv[1]]
          for name in names:
              assert h5py.File(sys.argv[1].rsplit('/', 1)[0] + '/' + name if x.is_virtual else name)['result_0'].fletcher32
          """,
          run.container().orElseThrow());
    }
  }

  @ParameterizedTest
  @EnumSource(Kept.class)
  void stackedRowsAlongEachAxisAndOfAnyLength(Kept kept) {
    for (long[] shape : new long[][] {{STACK, 30_000}, {30_000, STACK}, {STACK, UNLIMITED}}) {
      Run<double[]> run =
          compute(
              kept,
              Arrays.toString(shape),
              ParallelMap.over(each(range(kept.computations())))
                  .map(x -> ramp(x, 30_000))
                  .name("rows")
                  .resultShape(shape)
                  .resultType(ResultType.FLOAT32));
      Judges.h5py(
          """
          import sys, h5py, numpy as np
          f, n = h5py.File(sys.argv[1], 'r'), int(sys.argv[2])
          stacked = f['result_0']
          rows = stacked[()] if stacked.shape == (n, 30000) else stacked[()].T
          assert rows.shape == (n, 30000) and stacked.attrs['valid'].all()
          assert (rows == (np.arange(n)[:, None] + np.arange(30000)).astype('f4')).all()
          if not stacked.is_virtual:
              assert stacked.compression == 'gzip' and stacked.shuffle
          """,
          run.container().orElseThrow(),
          kept.computations());
      long bytes = run.files().stream().mapToLong(file -> file.toFile().length()).sum();
      assertTrue(bytes < kept.computations() * 30_000L * Float.BYTES / 2, bytes + " bytes");
    }
  }

  @Test
  void refusesWhatExcludesIt() {
    var squares = ParallelMap.over(each(range(3))).map(x -> x * x);
    var unknown = assertThrows(IllegalArgumentException.class, () -> squares.compression("lzma"));
    assertTrue(unknown.getMessage().contains("deflate:1 to deflate:9"), unknown.getMessage());
    assertThrows(IllegalArgumentException.class, () -> squares.compression("deflate:10"));
    var pickled =
        assertThrows(
            IllegalArgumentException.class,
            () ->
                ParallelMap.over(each(range(3)))
                    .map(x -> x)
                    .compression("deflate:1")
                    .format(Format.PICKLE)
                    .build());
    assertEquals(
        "format pickle and compression exclude each other; leave one out", pickled.getMessage());
    var memory =
        assertThrows(
            IllegalArgumentException.class,
            () ->
                ParallelMap.over(each(range(3)))
                    .map(x -> x)
                    .compression("deflate:1")
                    .inMemory()
                    .build());
    assertEquals("inMemory and compression exclude each other; leave one out", memory.getMessage());
  }
}
