package org.acmespark;

import static org.acmespark.Args.from;
import static org.acmespark.DebugRuns.values;
import static org.acmespark.ParallelMap.over;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.acmespark.model.Default;
import org.acmespark.model.Name;
import org.acmespark.model.Verbosity;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Columns of tables in text as inputs. */
class TableInputsTest {
  private static final String TRIALS =
      """
      id,cutoff,order,name,valid,weight
      007,0.5,1,"low, slow",true,1.5
      008,2,2,"a ""b\""",FALSE,

      009,1e3,-3,ü,true,inf
      """;

  enum Band {
    ALPHA,
    BETA
  }

  @TempDir Path folder;

  static String all(
      @Name("id") String id,
      @Name("cutoff") double cutoff,
      @Name("order") int order,
      @Name("name") String name,
      @Name("valid") boolean valid,
      @Name("weight") double weight) {
    return String.join("|", id, "" + cutoff, "" + order, name, "" + valid, "" + weight);
  }

  static double product(@Name("cutoff") double cutoff, @Name("gain") @Default("10") double gain) {
    return cutoff * gain;
  }

  static int whole(@Name("order") int order) {
    return order;
  }

  static double sum(@Name("values") double[] values) {
    return Arrays.stream(values).sum();
  }

  static String kind(@Name("value") Object value) {
    return value.getClass().getSimpleName() + " " + value;
  }

  static String band(@Name("band") Band band) {
    return band.name();
  }

  private String table(String name, String text) {
    try {
      return Files.writeString(folder.resolve(name), text).toString();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static ParallelMapBuilder<Object> named(String function, Object... args) {
    return DebugRuns.named(TableInputsTest.class, function, args);
  }

  private static void refuses(String source, String... words) {
    String message =
        assertThrows(IllegalArgumentException.class, () -> Datasets.input(source)).getMessage();
    for (String word : words) {
      assertTrue(message.contains(word), message);
    }
  }

  @Test
  void eachColumnGoesToTheParameterOfItsNameInItsType() {
    assertEquals(
        List.of(
            "007|0.5|1|low, slow|true|1.5",
            "008|2.0|2|a \"b\"|false|NaN",
            "009|1000.0|-3|ü|true|Infinity"),
        values(named("all", Datasets.input(table("t.csv", TRIALS)))));
  }

  @Test
  void anArgumentThatIsGivenWinsOverItsColumn() {
    Object input = Datasets.input(table("t.csv", TRIALS));
    ParallelMapBuilder<Object> map =
        ParallelMap.named(TableInputsTest.class.getName() + "::product")
            .args(input)
            .arg("gain", 2)
            .inMemory()
            .debug()
            .verbosity(Verbosity.QUIET);
    assertEquals(List.of(1.0, 4.0, 2000.0), values(map));
    assertEquals(List.of(5.0, 20.0, 10000.0), values(named("product", input)));
  }

  @Test
  void oneColumnIsSplitOrShared() {
    String file = table("t.csv", TRIALS);
    Object cutoff = Datasets.input(file + ":cutoff");
    assertEquals(List.of(0.5, 2.0, 1000.0), values(named("product", cutoff, 1)));
    assertEquals(List.of(1002.5), values(named("sum", cutoff)));
    assertEquals(
        List.of("Integer 7", "Integer 8", "Integer 9"),
        values(
            named(
                "kind",
                Args.each((org.acmespark.model.Sequence<?>) Datasets.input(file + ":id")))));
    assertEquals(
        List.of("ALPHA", "BETA"),
        values(named("band", Datasets.input(table("b.csv", "band\nALPHA\nBETA\n") + ":band"))));
  }

  @Test
  void typedRunsTakeColumns() {
    String file = table("t.csv", TRIALS);
    assertEquals(
        List.of("007=0.5", "008=2.0", "009=1000.0"),
        values(
            over(from(file + ":cutoff", double.class), from(file + ":id", String.class))
                .map((cutoff, id) -> id + "=" + cutoff)));
  }

  @Test
  void tabsAndSemicolonsSeparateToo() {
    assertEquals(
        List.of(1, 2),
        values(named("whole", Datasets.input(table("t.tsv", "a\torder\n0\t1\n0\t2\n")))));
    assertEquals(
        List.of(1, 2),
        values(named("whole", Datasets.input(table("t.csv", "\uFEFForder;a\r\n1;0\r\n2;0\r\n")))));
  }

  @Test
  void pandasWritesWhatIsRead() {
    Path file = folder.resolve("p.csv");
    Judges.pandas(
        "import pandas, sys\n"
            + "pandas.DataFrame({'cutoff': [1.5, 1e-300, 3], 'gain': [1, 2, 3]})"
            + ".to_csv(sys.argv[1], index=False)",
        file);
    assertEquals(
        List.of(1.5, 2e-300, 9.0), values(named("product", Datasets.input(file.toString()))));
  }

  @Test
  void saysWhichCellDoesNotFit() {
    String file = table("t.csv", "order,cutoff\n1,0.5\n2,dog\n");
    DebugRuns.refuses(
        named("product", Datasets.input(file)),
        "argument cutoff",
        "t.csv, line 3, column cutoff: \"dog\" is no number");
    String halves = table("h.csv", "order\n1\n2.5\n");
    DebugRuns.refuses(named("whole", Datasets.input(halves)), "argument order[1]", "2.5");
    String gap = table("g.csv", "order,a\n1,1\n,1\n");
    DebugRuns.refuses(named("whole", Datasets.input(gap)), "line 3", "an empty field is no number");
  }

  @Test
  void saysWhichColumnIsMissing() {
    String file = table("t.csv", TRIALS);
    refuses(file + ":cutof", "has no column cutof; nearest to it: cutoff; all are [id, cutoff");
    DebugRuns.refuses(
        named("product", Datasets.input(table("near.csv", "cutoff,gains\n1,2\n"))),
        "argument gain",
        "no column gain, but it has a column gains");
    DebugRuns.refuses(
        named("whole", Datasets.input(table("other.csv", "a,b\n1,2\n"))),
        "none of its columns [a, b] has the name of an argument");
    DebugRuns.refuses(
        ParallelMap.named(TableInputsTest.class.getName() + "::whole")
            .arg("order", Datasets.input(file))
            .inMemory(),
        "argument order",
        "is a table; name one of its columns");
  }

  @Test
  void refusesBrokenTables() throws IOException {
    refuses(table("a.csv", "x,y\n1\n"), "a.csv, line 2: 1 fields, but the header names 2 columns");
    refuses(table("b.csv", ""), "has no header");
    refuses(table("c.csv", "x,x\n1,2\n"), "two columns are named x");
    refuses(table("d.csv", "x,\n1,2\n"), "column 2 has no name");
    refuses(table("e.csv", "x\n\"1\n"), "e.csv cannot be read");
    refuses(folder.resolve("none.csv") + ":x", "there is no such file");
    Path latin =
        Files.write(folder.resolve("l.csv"), "x\nü\n".getBytes(StandardCharsets.ISO_8859_1));
    refuses(latin + ":x", "is not in UTF-8");
    refuses(folder.resolve("*.csv") + ":x", "tables are read one at a time");
  }
}
