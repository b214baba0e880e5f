package org.acmespark;

import static org.acmespark.Args.each;
import static org.acmespark.Args.from;
import static org.acmespark.DebugRuns.values;
import static org.acmespark.ParallelMap.over;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
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
import org.acmespark.model.StoredValue;
import org.acmespark.model.Verbosity;
import org.apache.commons.math3.complex.Complex;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Tables in Parquet's format, which Apache Arrow reads and writes: exports and inputs. */
class ParquetTest {
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
    return DebugRuns.into(folder.resolve("run"), over(each(0, 1, 2, 3)).map(function));
  }

  private Path exported(Path run) {
    Path out = folder.resolve("r.parquet");
    try (Results results = Results.open(run)) {
      results.export(out, Existing.REFUSE, Verbosity.QUIET);
    }
    return out;
  }

  /** The lines after those of the ledger. */
  private static String valueColumns(Path file) {
    List<String> lines = DuckDb.columns(file);
    return String.join("\n", lines.subList(5, lines.size()));
  }

  private <T> String shown(Fn1<Integer, T> function) {
    return valueColumns(exported(run(function)));
  }

  @Test
  void scalarsHaveAColumnOfTheirType() {
    Path out = exported(run(ParquetTest::scalars));
    assertEquals(
        """
        index BIGINT [0, 1, 2, 3]
        status VARCHAR [computed, failed, computed, computed]
        seconds DOUBLE
        host VARCHAR
        error VARCHAR [NULL, 'java.lang.IllegalStateException: one, "two"', NULL, NULL]
        result_0 DOUBLE [0.0, NULL, 0.5, 0.75]
        result_1 INTEGER [0, NULL, 2, 3]
        result_2 VARCHAR [no. 0, NULL, no. 2, no. 3]
        result_3 BOOLEAN [false, NULL, true, true]
        result_4_real DOUBLE [0.0, NULL, 2.0, 3.0]
        result_4_imag DOUBLE [-0.5, NULL, -0.5, -0.5]
        result_5 BIGINT [0, NULL, 20, 30]
        result_6 TINYINT [0, NULL, -2, -3]"""
            .stripIndent(),
        String.join("\n", DuckDb.columns(out))
            .replaceAll("seconds DOUBLE (?!.*NULL).*", "seconds DOUBLE")
            .replaceAll("host VARCHAR (?!.*NULL).*", "host VARCHAR"));
    assertEquals(
        List.of("4 SNAPPY"),
        DuckDb.rows(
            "SELECT min(row_group_num_rows), min(compression) FROM parquet_metadata('%s')"
                .formatted(out)));
  }

  @Test
  void arraysAreListsWithTheirShapes() {
    assertEquals(
        """
        result_0 DOUBLE[] [[0.0, 0.5], NULL, [2.0, 0.5], [3.0, 0.5]]
        result_0_shape BIGINT[] [[2], NULL, [2], [2]]
        result_1 INTEGER[] [[], NULL, [0, 0, 0, 0], [0, 0, 0, 0, 0, 0]]
        result_1_shape BIGINT[] [[0, 0], NULL, [2, 2], [3, 2]]
        result_2 VARCHAR[] [[a, ü0], NULL, [a, ü2], [a, ü3]]
        result_2_shape BIGINT[] [[2], NULL, [2], [2]]
        result_3_real DOUBLE[] [[0.0], NULL, [2.0], [3.0]]
        result_3_imag DOUBLE[] [[1.0], NULL, [1.0], [1.0]]
        result_3_shape BIGINT[] [[1], NULL, [1], [1]]
        result_4 FLOAT[] [[], NULL, [], []]
        result_4_shape BIGINT[] [[0], NULL, [0], [0]]"""
            .stripIndent(),
        shown(ParquetTest::arrays));
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      value = {
        "int and double|result_0 DOUBLE [0.0, 0.5, 2.0, 1.5]",
        "int and long|result_0 BIGINT [0, 1, 2, 3]",
        "double and complex|result_0_real DOUBLE [0.0, 1.0, 2.0, 3.0]\\nresult_0_imag DOUBLE [0.0, 2.0, 0.0, 2.0]",
        "scalar and array|result_0 INTEGER[] [[0], [1], [2], [1]]\\nresult_0_shape BIGINT[] [[], [1], [], [1]]"
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
      DebugRuns.into(
          out,
          over(each(0, 3))
              .map(k -> new double[] {k, 200})
              .resultShape(ResultShape.parse("(stack,2)"))
              .resultType(type));
      Path file = folder.resolve(type + ".parquet");
      try (Results results = Results.open(out)) {
        results.export(file, Existing.REFUSE, Verbosity.QUIET);
      }
      String expected =
          switch (type) {
            case FLOAT16 -> "FLOAT[] [[0.0, 200.0], [3.0, 200.0]]";
            case UINT8 -> "UTINYINT[] [[0, 200], [3, 200]]";
            default -> "UBIGINT[] [[0, 200], [3, 200]]";
          };
      assertEquals("result_0 " + expected, valueColumns(file).lines().findFirst().orElseThrow());
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
    // Random numbers, so that neither a dictionary nor compression makes them few.
    Path out =
        DebugRuns.into(
            folder.resolve("run"),
            over(each(Args.range(60)))
                .map(k -> new Random(k).doubles(200_000 + k.intValue()).toArray()));
    assertEquals(
        List.of("60 true true"),
        DuckDb.rows(
            """
            SELECT count(*), bool_and(result_0_shape = [200000 + index]),
                (SELECT count(DISTINCT row_group_id) > 1 FROM parquet_metadata('%1$s'))
            FROM '%1$s'"""
                .formatted(exported(out))));
  }

  private Path table(String query) {
    Path file = folder.resolve("t.parquet");
    DuckDb.write(query, file);
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
    return DebugRuns.named(ParquetTest.class, function, args);
  }

  @Test
  void eachColumnGoesToTheParameterOfItsName() {
    Path file =
        table(
            """
            SELECT * FROM (VALUES
                ('7', 0.5::DOUBLE, 1, true, 'ALPHA'::ENUM('ALPHA', 'BETA'), NULL::INTEGER),
                ('ü', NULL, -3, false, 'BETA', NULL)) t(id, cutoff, "order", valid, band, rest)""");
    assertEquals(
        List.of("7|0.5|1|true|ALPHA", "ü|NaN|-3|false|BETA"),
        values(named("all", Datasets.input(file.toString()))));
    assertEquals(
        List.of("7=0.5", "ü=NaN"),
        values(
            over(from(file + ":cutoff", double.class), from(file + ":id", String.class))
                .map((cutoff, id) -> id + "=" + cutoff)));
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      value = {
        "200::UTINYINT|Integer 200",
        "4294967295::UINTEGER|Long 4294967295",
        "18446744073709551615::UBIGINT|BigInteger 18446744073709551615",
        "1099511627776::BIGINT|Long 1099511627776",
        "0.5::FLOAT|Float 0.5",
        "1.25::DECIMAL(3, 2)|BigDecimal 1.25",
        "DATE '2026-02-03'|String 2026-02-03",
        "TIMESTAMP '2026-02-03 04:05:06.000007'|String 2026-02-03T04:05:06.000007"
      })
  void valuesKeepTheirTypes(String column, String expected) {
    Path file = table("SELECT %s AS value".formatted(column));
    assertEquals(
        List.of(expected),
        values(
            named(
                "kind",
                Args.each((org.acmespark.model.Sequence<?>) Datasets.input(file + ":value")))));
  }

  @Test
  void listsAreArraysAndAWholeColumnIsOneToo() {
    Path file =
        table(
            "SELECT * FROM (VALUES ([1.0, 2.0]::DOUBLE[], 1), ([], 2), ([0.5], 3)) t(\"values\", one)");
    assertEquals(List.of(3.0, 0.0, 0.5), values(named("sum", Datasets.input(file.toString()))));
    assertEquals(List.of(6.0), values(named("sum", Datasets.input(file + ":one"))));
  }

  /** Otherwise reading all values one by one would take time with the square of their number. */
  @Test
  void theValuesOfAColumnAreFoundOnce() {
    Path file = table("SELECT * FROM (VALUES (1), (2)) t(\"order\")");
    var column = (StoredValue) Datasets.input(file + ":order");
    assertSame(column.toJava(), column.toJava());
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
    Path file = table("SELECT * FROM (VALUES (1), (2)) t(\"order\")");
    Files.copy(file, directory.resolve("part-00000.parquet"));
    Files.copy(file, directory.resolve("part-00001.parquet"));
    Files.createFile(directory.resolve("_SUCCESS"));
    assertEquals(List.of(1, 2, 1, 2), values(named("whole", Datasets.input(directory.toString()))));
  }

  @Test
  void saysWhatDoesNotFit() throws Exception {
    Path file = table("SELECT * FROM (VALUES (1, [[1]]), (NULL, [[2]])) t(\"order\", deep)");
    DebugRuns.refuses(
        named("whole", Datasets.input(file.toString())),
        "argument order",
        "t.parquet, row 2, column order: it has no value");
    DebugRuns.refuses(
        named("sum", Datasets.input(table("SELECT 1.0::DOUBLE AS \"values\"") + ":values"), 2),
        "sum");
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
