package org.acmespark.sql;

import static org.acmespark.Args.each;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.acmespark.Args;
import org.acmespark.ParallelMap;
import org.acmespark.ParallelMapBuilder;
import org.acmespark.Results;
import org.acmespark.export.Export.Existing;
import org.acmespark.export.ValueColumns;
import org.acmespark.model.Fn1;
import org.acmespark.model.Format;
import org.acmespark.model.Outputs;
import org.acmespark.model.Payload;
import org.acmespark.model.ResultShape;
import org.acmespark.model.ResultType;
import org.acmespark.model.Verbosity;
import org.apache.commons.math3.complex.Complex;
import org.apache.spark.SparkException;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs as DataFrames, in a session whose executors are processes of their own. */
class AcmeSourceTest {
  private static SparkSession spark;

  @TempDir Path folder;

  @BeforeAll
  static void start() {
    spark =
        SparkSession.builder()
            .master("local-cluster[2,1,1024]")
            .config("spark.jars", System.getProperty("acme.jars"))
            .config("spark.ui.enabled", false)
            .config("spark.sql.shuffle.partitions", 2)
            .getOrCreate();
  }

  @AfterAll
  static void stop() {
    spark.stop();
  }

  static Outputs mixed(int k) {
    if (k == 1) {
      throw new IllegalStateException("one");
    }
    return Outputs.of(
        k / 4.0,
        10L * k,
        "no. " + k,
        k > 1,
        new Complex(k, -0.5),
        new int[] {k, 2},
        new float[k][3]);
  }

  private <T> Path run(String name, int n, Fn1<Integer, T> function) {
    return run(over(n, function), name);
  }

  private static <T> ParallelMapBuilder<T> over(int n, Fn1<Integer, T> function) {
    return ParallelMap.over(each(Args.range(n))).map(k -> function.call(k.intValue()));
  }

  private Path run(ParallelMapBuilder<?> builder, String name) {
    Path out = folder.resolve(name);
    try (var map = builder.name("f").outputDir(out).debug().verbosity(Verbosity.QUIET).build()) {
      map.compute();
    }
    return out;
  }

  private static Dataset<Row> load(Path... runs) {
    return spark
        .read()
        .format("acme")
        .load(Arrays.stream(runs).map(Path::toString).toArray(String[]::new));
  }

  private static List<String> rows(Dataset<Row> rows) {
    return rows.collectAsList().stream().map(Row::toString).toList();
  }

  /** Spark's own reader of Parquet sees the same rows in an export. */
  private void isWhatParquetHas(Path run) {
    Path file = run.resolveSibling(run.getFileName() + ".parquet");
    try (Results results = Results.open(run)) {
      results.export(file, Existing.REFUSE, Verbosity.QUIET);
    }
    Dataset<Row> ours = load(run);
    Dataset<Row> exported = spark.read().parquet(file.toString());
    assertEquals(exported.schema().simpleString(), ours.schema().simpleString());
    assertEquals(rows(exported.orderBy("index")), rows(ours.orderBy("index")));
  }

  @Test
  void hasTheRowsOfAnExportToParquet() {
    isWhatParquetHas(run("mixed", 4, AcmeSourceTest::mixed));
    isWhatParquetHas(run(over(5, k -> k).singleFile(), "single"));
    for (ResultType type : List.of(ResultType.FLOAT16, ResultType.UINT8, ResultType.UINT64)) {
      isWhatParquetHas(
          run(
              over(3, k -> new double[] {k, 200})
                  .resultShape(ResultShape.parse("(stack,2)"))
                  .resultType(type),
              "stacked-" + type));
    }
  }

  @Test
  void columnsHaveTypes() {
    Dataset<Row> run = load(run("mixed", 4, AcmeSourceTest::mixed));
    assertEquals(
        "struct<index:bigint,status:string,seconds:double,host:string,error:string,result_0:double,"
            + "result_1:bigint,result_2:string,result_3:boolean,result_4_real:double,result_4_imag:double,"
            + "result_5:array<int>,result_5_shape:array<bigint>,result_6:array<float>,result_6_shape:array<bigint>>",
        run.schema().simpleString());
    assertEquals(
        List.of(
            "[0,computed,0.0,no. 0,ArraySeq(0, 2)]",
            "[1,failed,null,null,null]",
            "[2,computed,0.5,no. 2,ArraySeq(2, 2)]",
            "[3,computed,0.75,no. 3,ArraySeq(3, 2)]"),
        rows(run.select("index", "status", "result_0", "result_2", "result_5").orderBy("index")));
    assertEquals(
        List.of("[java.lang.IllegalStateException: one]"),
        rows(run.filter("status = 'failed'").select("error")));
  }

  @Test
  void payloadFilesAreOpenedOnlyIfAReturnValueIsAskedFor() throws IOException {
    Path directory = run("f", 6, k -> 12 / (k - 1));
    Dataset<Row> run = load(directory);
    delete(directory.resolve("f_payload"));
    assertEquals(
        List.of("[computed,5]", "[failed,1]"),
        rows(run.groupBy("status").count().orderBy("status")));
    assertEquals(6, run.count());
    SparkException failure =
        assertThrows(
            SparkException.class, () -> run.agg(Map.of("result_0", "sum")).collectAsList());
    assertTrue(String.valueOf(failure.getMessage()).contains("f_payload"), failure.getMessage());
  }

  @Test
  void filesOfRowsThatAreFilteredOutStayClosed() throws IOException {
    Path directory = run(over(6, k -> 12 / (k - 1)).payload(Payload.PER_COMPUTATION), "few");
    Dataset<Row> run = load(directory);
    Files.delete(directory.resolve("f_payload/f_4.h5"));
    for (String filter :
        List.of(
            "index < 4 AND status = 'computed'",
            "index IN (0, 2, 3)",
            "status = 'failed' OR index <= 3",
            "index <> 4 AND (index = 0 OR index > 1 AND index < 4)")) {
      assertEquals(
          List.of("[-12]", "[12]", "[6]"),
          rows(
              run.filter(filter)
                  .filter("result_0 IS NOT NULL")
                  .orderBy("index")
                  .select("result_0")),
          filter);
    }
    assertEquals(
        List.of("[java.lang.ArithmeticException: / by zero,null]"),
        rows(run.filter("status = 'failed'").select("error", "result_0")));
    assertThrows(SparkException.class, () -> rows(run.filter("index >= 4").select("result_0")));
  }

  @Test
  void aLargeReturnValueThatIsNotAskedForIsNotRead() throws IOException {
    double[] large = new Random(1).doubles(1 << 16).toArray();
    Path directory =
        run(
            over(2, k -> Outputs.of(large, 10 * k))
                .payload(Payload.PER_COMPUTATION)
                .compression("deflate:1"),
            "damaged");
    Dataset<Row> run = load(directory);
    Path file = directory.resolve("f_payload/f_0.h5");
    byte[] bytes = Files.readAllBytes(file);
    Arrays.fill(bytes, bytes.length / 4, bytes.length * 3 / 4, (byte) -1); // no compressed data
    Files.write(file, bytes);
    assertEquals(List.of("[0]", "[10]"), rows(run.select("result_1").orderBy("index")));
    assertThrows(SparkException.class, () -> rows(run.select("result_0")));
  }

  private static void delete(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }

  @Test
  void severalRunsHaveAColumnThatNamesThem() {
    Path one = run("run-1", 2, k -> k);
    Path two = run("run-2", 3, k -> k);
    List<String> expected = List.of("[%s,1]".formatted(one), "[%s,3]".formatted(two));
    for (Dataset<Row> both : List.of(load(one, two), load(folder.resolve("run-?")))) {
      assertEquals(expected, rows(both.groupBy("run").sum("result_0").orderBy("run")));
    }
    Path other = run("run-3", 2, k -> "text");
    assertRefused("load them one by one", one, other);
  }

  @Test
  void eachPayloadFileIsReadByOneTask() {
    Path apart = run(over(5, k -> k * 0.5).payload(Payload.PER_COMPUTATION), "apart");
    assertEquals(5, load(apart).select("result_0").rdd().getNumPartitions());
    Path many = run(over(600, k -> k * 0.5).payload(Payload.PER_COMPUTATION), "many");
    Dataset<Row> values = load(many).select("result_0");
    assertEquals(256, values.rdd().getNumPartitions());
    assertEquals(List.of("[89850.0]"), rows(values.agg(Map.of("result_0", "sum"))));
    // Two cores share the only file.
    Path one = run(over(600, k -> k * 0.5).singleFile(), "one");
    assertEquals(2, load(one).select("result_0").rdd().getNumPartitions());
    assertEquals(1, load(one).select("status").rdd().getNumPartitions());
  }

  @Test
  void picklesHaveNoColumns() {
    Path directory = run(over(2, k -> k).format(Format.PICKLE), "pickles");
    assertEquals(5, load(directory).columns().length);
    assertEquals(2, load(directory).collectAsList().size());
  }

  @Test
  void aSchemaThatIsGivenIsChecked() {
    Path directory = run("f", 2, k -> k);
    assertEquals(
        List.of("[0]", "[1]"),
        rows(
            spark
                .read()
                .format("acme")
                .schema("index bigint, result_0 int")
                .load(directory.toString())
                .select("result_0")
                .orderBy("result_0")));
    Exception refused =
        assertThrows(
            Exception.class,
            () ->
                spark
                    .read()
                    .format("acme")
                    .schema("result_0 string")
                    .load(directory.toString())
                    .collectAsList());
    assertTrue(refused.getMessage().contains("has no column result_0 of type string"));
  }

  private static void assertRefused(String words, Path... runs) {
    String message = assertThrows(IllegalArgumentException.class, () -> load(runs)).getMessage();
    assertTrue(message.contains(words), message);
  }

  @Test
  void saysWhatIsWrong() throws IOException {
    assertRefused("is not a run directory", Files.createDirectory(folder.resolve("empty")));
    assertRefused("there is no such file or directory", folder.resolve("none"));
    assertRefused("no directory has a name like", folder.resolve("x*"));
    String nothing =
        assertThrows(IllegalArgumentException.class, () -> spark.read().format("acme").load())
            .getMessage();
    assertTrue(nothing.contains("name one, as in load("), nothing);
  }

  @Test
  void saysThatAnExecutorDoesNotSeeTheDirectory() {
    ValueColumns columns;
    Path directory = run("f", 1, k -> k);
    try (Results results = Results.open(directory)) {
      columns = results.table().values();
    }
    String elsewhere = folder.resolve("elsewhere").toString();
    var reader =
        new RunReader(
            new RunPartition(
                elsewhere,
                List.of("result_0"),
                columns,
                new int[] {0},
                new String[] {"computed"},
                new double[0],
                new String[0],
                new String[0]));
    assertTrue(reader.next());
    String message = assertThrows(IllegalStateException.class, reader::get).getMessage();
    assertTrue(
        message.contains("does not see the run directory " + elsewhere + " as the driver does"),
        message);
  }

  /** The statements of the page, in order. */
  @Test
  void theSqlOfThePageRuns() throws IOException {
    Path directory = run("page", 4, AcmeSourceTest::mixed);
    String page = Files.readString(Path.of(System.getProperty("acme.page")));
    Matcher blocks = Pattern.compile("(?s)```sql\n(.*?)```").matcher(page);
    int statements = 0;
    while (blocks.find()) {
      for (String statement : blocks.group(1).split(";")) {
        if (!statement.isBlank()) {
          spark.sql(statement.replace("/data/run", directory.toString())).collectAsList();
          statements++;
        }
      }
    }
    assertTrue(statements >= 3, statements + " statements");
  }
}
