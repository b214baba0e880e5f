package org.acmespark;

import static org.acmespark.Args.each;
import static org.acmespark.Args.from;
import static org.acmespark.ParallelMap.over;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.acmespark.export.Export.Existing;
import org.acmespark.model.Fn1;
import org.acmespark.model.Name;
import org.acmespark.model.Outputs;
import org.acmespark.model.ResultShape;
import org.acmespark.model.ResultType;
import org.acmespark.model.Verbosity;
import org.apache.commons.math3.complex.Complex;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Tables in Parquet's format, which Apache Arrow reads and writes: exports and inputs. */
class ParquetTest {
  private static final String SHOWN =
      """
      import pyarrow.parquet as pq, sys
      t = pq.read_table(sys.argv[1])
      for c in t.column_names[int(sys.argv[2]):]: print(c, t.schema.field(c).type, t[c].to_pylist())
      """;

  enum Band {
    ALPHA,
    BETA
  }

  @TempDir Path folder;

  static Outputs scalars(int k) {
    fail(k);
    return Outputs.of(k / 4.0, k, "no. " + k, k > 1, new Complex(k, -0.5), 10L * k, (byte) -k);
  }

  static Outputs arrays(int k) {
    fail(k);
    return Outputs.of(
        new double[] {k, 0.5},
        new int[k][2],
        new String[] {"a", "ü" + k},
        new Complex[] {new Complex(k, 1)},
        new float[0]);
  }

  private static void fail(int k) {
    if (k == 1) {
      throw new IllegalStateException("one, \"two\"");
    }
  }

  private <T> Path run(Fn1<Integer, T> function) {
    Path out = folder.resolve("run");
    try (var map =
        over(each(0, 1, 2, 3))
            .map(function)
            .name("f")
            .outputDir(out)
            .debug()
            .verbosity(Verbosity.QUIET)
            .build()) {
      map.compute();
    }
    return out;
  }

  private Path exported(Path run) {
    Path out = folder.resolve("r.parquet");
    try (Results results = Results.open(run)) {
      results.export(out, Existing.REFUSE, Verbosity.QUIET);
    }
    return out;
  }

  private <T> String shown(Fn1<Integer, T> function) {
    return Judges.arrow(SHOWN, exported(run(function)), 5);
  }

  @Test
  void scalarsHaveAColumnOfTheirType() {
    Path out = exported(run(ParquetTest::scalars));
    assertEquals(
        """
        index int64 [0, 1, 2, 3]
        status string ['computed', 'failed', 'computed', 'computed']
        seconds double [True, True, True, True]
        host string [True, True, True, True]
        error string [None, 'java.lang.IllegalStateException: one, "two"', None, None]
        result_0 double [0.0, None, 0.5, 0.75]
        result_1 int32 [0, None, 2, 3]
        result_2 string ['no. 0', None, 'no. 2', 'no. 3']
        result_3 bool [False, None, True, True]
        result_4_real double [0.0, None, 2.0, 3.0]
        result_4_imag double [-0.5, None, -0.5, -0.5]
        result_5 int64 [0, None, 20, 30]
        result_6 int8 [0, None, -2, -3]"""
            .stripIndent(),
        Judges.arrow(
            SHOWN.replace(
                "t[c].to_pylist()",
                "[v is not None for v in t[c].to_pylist()] if c in ('seconds', 'host') else t[c].to_pylist()"),
            out,
            0));
    assertEquals(
        "4 snappy",
        Judges.arrow(
            "import pyarrow.parquet as pq, sys\nm = pq.ParquetFile(sys.argv[1]).metadata\n"
                + "print(m.num_rows, m.row_group(0).column(0).compression.lower())",
            out));
  }

  @Test
  void arraysAreListsWithTheirShapes() {
    assertEquals(
        """
        result_0 list<element: double not null> [[0.0, 0.5], None, [2.0, 0.5], [3.0, 0.5]]
        result_0_shape list<element: int64 not null> [[2], None, [2], [2]]
        result_1 list<element: int32 not null> [[], None, [0, 0, 0, 0], [0, 0, 0, 0, 0, 0]]
        result_1_shape list<element: int64 not null> [[0, 0], None, [2, 2], [3, 2]]
        result_2 list<element: string not null> [['a', 'ü0'], None, ['a', 'ü2'], ['a', 'ü3']]
        result_2_shape list<element: int64 not null> [[2], None, [2], [2]]
        result_3_real list<element: double not null> [[0.0], None, [2.0], [3.0]]
        result_3_imag list<element: double not null> [[1.0], None, [1.0], [1.0]]
        result_3_shape list<element: int64 not null> [[1], None, [1], [1]]
        result_4 list<element: float not null> [[], None, [], []]
        result_4_shape list<element: int64 not null> [[0], None, [0], [0]]"""
            .stripIndent(),
        shown(ParquetTest::arrays));
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      value = {
        "int and double|result_0 double [0.0, 0.5, 2.0, 1.5]",
        "int and long|result_0 int64 [0, 1, 2, 3]",
        "double and complex|result_0_real double [0.0, 1.0, 2.0, 3.0]\\nresult_0_imag double [0.0, 2.0, 0.0, 2.0]",
        "scalar and array|result_0 list<element: int32 not null> [[0], [1], [2], [1]]\\nresult_0_shape list<element: int64 not null> [[], [1], [], [1]]"
      })
  void numbersOfSeveralTypesShareAColumn(String kind, String expected) {
    Fn1<Integer, Object> function =
        switch (kind) {
          case "int and double" -> k -> k % 2 == 0 ? (Object) k : (Object) (k / 2.0);
          case "int and long" -> k -> k % 2 == 0 ? (Object) k : (Object) (long) k;
          case "double and complex" ->
              k -> k % 2 == 0 ? (Object) (double) k : (Object) new Complex(k, 2);
          default -> k -> k % 2 == 0 ? (Object) k : (Object) new int[] {1};
        };
    assertEquals(expected.replace("\\n", "\n"), shown(function));
  }

  @Test
  void halfPrecisionAndUnsignedNumbersOfStackedResults() {
    for (var type : List.of(ResultType.FLOAT16, ResultType.UINT8, ResultType.UINT64)) {
      Path out = folder.resolve("s-" + type);
      try (var map =
          over(each(0, 3))
              .map(k -> new double[] {k, 200})
              .name("f")
              .outputDir(out)
              .resultShape(ResultShape.parse("(stack,2)"))
              .resultType(type)
              .debug()
              .verbosity(Verbosity.QUIET)
              .build()) {
        map.compute();
      }
      Path file = folder.resolve(type + ".parquet");
      try (Results results = Results.open(out)) {
        results.export(file, Existing.REFUSE, Verbosity.QUIET);
      }
      String name = type == ResultType.FLOAT16 ? "float" : type.toString().toLowerCase();
      assertEquals(
          "result_0 list<element: %1$s not null> [[0%2$s, 200%2$s], [3%2$s, 200%2$s]]"
              .formatted(name, type == ResultType.FLOAT16 ? ".0" : ""),
          Judges.arrow(SHOWN, file, 5).lines().findFirst().orElseThrow());
    }
  }

  @Test
  void refusesWhatAColumnDoesNotHold() {
    Path run = run(k -> k == 2 ? (Object) "two" : (Object) k);
    String message = assertThrows(IllegalArgumentException.class, () -> exported(run)).getMessage();
    assertTrue(message.contains("return value 0 (result_0) is int32 in one"), message);
    assertFalse(Files.exists(folder.resolve("r.parquet")));
  }

  @Test
  void manyRowGroupsKeepTheirOrder() {
    Path out = folder.resolve("run");
    int n = 60;
    try (var map =
        over(each(Args.range(n)))
            // Random numbers, so that neither a dictionary nor compression makes them few.
            .map(k -> new Random(k).doubles(200_000 + k.intValue()).toArray())
            .name("f")
            .outputDir(out)
            .debug()
            .verbosity(Verbosity.QUIET)
            .build()) {
      map.compute();
    }
    assertEquals(
        "60 True True",
        Judges.arrow(
            """
            import pyarrow.parquet as pq, sys
            t = pq.read_table(sys.argv[1], columns=['index', 'result_0_shape'])
            print(t.num_rows, pq.ParquetFile(sys.argv[1]).num_row_groups > 1, all(s == [200000 + i] for i, s in zip(t['index'].to_pylist(), t['result_0_shape'].to_pylist())))
            """,
            exported(out)));
  }

  private Path table(String script) {
    Path file = folder.resolve("t.parquet");
    Judges.arrow(
        "import pyarrow as pa, pyarrow.parquet as pq, sys, datetime, decimal\n"
            + "pq.write_table(pa.table(%s), sys.argv[1])".formatted(script),
        file);
    return file;
  }

  static String all(
      @Name("id") String id,
      @Name("cutoff") double cutoff,
      @Name("order") int order,
      @Name("valid") boolean valid,
      @Name("band") Band band) {
    return String.join("|", id, "" + cutoff, "" + order, "" + valid, "" + band);
  }

  static String kind(@Name("value") Object value) {
    return value.getClass().getSimpleName() + " " + value;
  }

  static double sum(@Name("values") double[] values) {
    return Arrays.stream(values).sum();
  }

  static int whole(@Name("order") int order) {
    return order;
  }

  private static ParallelMapBuilder<Object> named(String function, Object... args) {
    return ParallelMap.named(ParquetTest.class.getName() + "::" + function)
        .args(args)
        .inMemory()
        .debug()
        .verbosity(Verbosity.QUIET);
  }

  private static List<Object> values(ParallelMapBuilder<Object> builder) {
    try (var map = builder.build()) {
      return map.compute().values();
    }
  }

  private static void refuses(ParallelMapBuilder<?> builder, String... words) {
    String message = assertThrows(IllegalArgumentException.class, builder::build).getMessage();
    for (String word : words) {
      assertTrue(message.contains(word), message);
    }
  }

  @Test
  void eachColumnGoesToTheParameterOfItsName() {
    Path file =
        table(
            "{'id': ['7', 'ü'], 'cutoff': [0.5, None], 'order': [1, -3], 'valid': [True, False],"
                + " 'band': pa.array(['ALPHA', 'BETA']).dictionary_encode(), 'rest': [None, None]}");
    assertEquals(
        List.of("7|0.5|1|true|ALPHA", "ü|NaN|-3|false|BETA"),
        values(named("all", Datasets.input(file.toString()))));
    try (var map =
        over(from(file + ":cutoff", double.class), from(file + ":id", String.class))
            .map((cutoff, id) -> id + "=" + cutoff)
            .inMemory()
            .debug()
            .verbosity(Verbosity.QUIET)
            .build()) {
      assertEquals(List.of("7=0.5", "ü=NaN"), map.compute().values());
    }
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      value = {
        "pa.array([200], pa.uint8())|Integer 200",
        "pa.array([2**32 - 1], pa.uint32())|Long 4294967295",
        "pa.array([2**64 - 1], pa.uint64())|BigInteger 18446744073709551615",
        "[2**40]|Long 1099511627776",
        "pa.array([0.5], pa.float32())|Float 0.5",
        "[decimal.Decimal('1.25')]|BigDecimal 1.25",
        "[datetime.date(2026, 2, 3)]|String 2026-02-03",
        "[datetime.datetime(2026, 2, 3, 4, 5, 6, 7)]|String 2026-02-03T04:05:06.000007"
      })
  void valuesKeepTheirTypes(String column, String expected) {
    Path file = table("{'value': %s}".formatted(column));
    assertEquals(
        List.of(expected),
        values(
            named(
                "kind",
                Args.each((org.acmespark.model.Sequence<?>) Datasets.input(file + ":value")))));
  }

  @Test
  void listsAreArraysAndAWholeColumnIsOneToo() {
    Path file = table("{'values': [[1.0, 2.0], [], [0.5]], 'one': [1, 2, 3]}");
    assertEquals(List.of(3.0, 0.0, 0.5), values(named("sum", Datasets.input(file.toString()))));
    assertEquals(List.of(6.0), values(named("sum", Datasets.input(file + ":one"))));
  }

  @Test
  void whatIsExportedIsAnInput() {
    Path file = exported(run(k -> k * 0.5));
    assertEquals(
        List.of("Double 0.0", "Double 0.5", "Double 1.0", "Double 1.5"),
        values(
            named(
                "kind",
                Args.each((org.acmespark.model.Sequence<?>) Datasets.input(file + ":result_0")))));
  }

  @Test
  void aDirectoryAsSparkWritesItIsOneTable() throws Exception {
    Path directory = Files.createDirectory(folder.resolve("d.parquet"));
    Path file = table("{'order': [1, 2]}");
    Files.copy(file, directory.resolve("part-00000.parquet"));
    Files.copy(file, directory.resolve("part-00001.parquet"));
    Files.createFile(directory.resolve("_SUCCESS"));
    assertEquals(List.of(1, 2, 1, 2), values(named("whole", Datasets.input(directory.toString()))));
  }

  @Test
  void saysWhatDoesNotFit() throws Exception {
    Path file = table("{'order': [1, None], 'deep': [[[1]], [[2]]]}");
    refuses(
        named("whole", Datasets.input(file.toString())),
        "argument order",
        "t.parquet, row 2, column order: it has no value");
    refuses(
        named("sum", Datasets.input(table("{'values': [1.0]}").toString() + ":values"), 2), "sum");
    String missing =
        assertThrows(
                IllegalArgumentException.class, () -> Datasets.input(file + ":ordr").toString())
            .getMessage();
    assertTrue(missing.contains("has no column ordr; nearest to it"), missing);
    Path text = Files.writeString(folder.resolve("x.parquet"), "this is no parquet file");
    String broken =
        assertThrows(IllegalArgumentException.class, () -> Datasets.input(text.toString()))
            .getMessage();
    assertTrue(broken.contains("x.parquet cannot be read as Parquet"), broken);
  }
}
