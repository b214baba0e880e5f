package org.acmespark.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Functions typed into a real Scala REPL run on executors of their own as in the driver. */
class ScalaCellsIT {
  private static final Pattern EXPECTED = Pattern.compile("(.*?) *// => (.*)", Pattern.DOTALL);

  @TempDir static Path folder;

  private static ScalaSession session;

  @BeforeAll
  static void startSession() {
    session = new ScalaSession(folder);
    String said =
        session.cell(
            """
            import org.acmespark._
            import org.acmespark.model._
            import org.acmespark.Args._
            import org.acmespark.ParallelMap.over
            import scala.jdk.CollectionConverters._
            val conf = org.acmespark.it.SeparateExecutors.conf("local-cluster[2,1,1024]", classOf[org.acmespark.it.Agreement])
            @transient val sc = new org.apache.spark.SparkContext(conf)
            sc.setLogLevel("ERROR")
            def agree[A, R](inputs: A*)(f: Fn1[A, R]): String = org.acmespark.it.Agreement.ofList(inputs.asJava, f)
            """);
    assertTrue(said.contains("def agree"), said);
  }

  @AfterAll
  static void endSession() {
    session.cell("sc.stop()");
    session.close();
  }

  static Stream<Arguments> cells() {
    return Stream.of(
        kind("a lambda of its argument alone", "", "agree(1, 2)(x => x + 1)", "[2, 3]"),
        kind("a value", "val k = 10", "agree(1, 2)(x => x + k)", "[11, 12]"),
        kind(
            "a variable reassigned between two runs",
            "var n = 1\nval plusN: Fn1[Int, Int] = x => x + n\nagree(1)(plusN)\nn = 5",
            "agree(1, 2)(plusN)",
            "[6, 7]"),
        kind(
            "a value defined anew",
            "val t = 1\nval t = 0.5",
            "agree(1, 2)(x => x + t)",
            "[1.5, 2.5]"),
        kind("a method", "def twice(x: Int) = 2 * x", "agree(4)(x => twice(x))", "[8]"),
        kind(
            "a method that reads a value",
            "val g = 9.81\ndef fall(t: Double) = g * t * t / 2",
            "agree(2.0)(t => fall(t))",
            "[19.62]"),
        kind(
            "a method redefined between two runs",
            "def step(x: Int) = x + 1\nagree(1)(x => step(x))\ndef step(x: Int) = x + 100",
            "agree(1)(x => step(x))",
            "[101]"),
        kind(
            "a recursive method",
            "def factorial(n: Int): Int = if (n < 2) 1 else n * factorial(n - 1)",
            "agree(5)(x => factorial(x))",
            "[120]"),
        kind("a method as function", "", "agree(2.0)(fall _)", "[19.62]"),
        kind("a method of the JDK", "", "agree(16.0)(x => math.sqrt(x))", "[4.0]"),
        kind(
            "a case class as input and as result",
            "case class P(x: Double, y: Double) { def r = math.hypot(x, y) }",
            "agree(P(3, 4))(p => P(p.r, -p.y))",
            "[P(5.0,-4.0)]"),
        kind("a pattern", "", "agree(P(3, 4))({ case P(a, b) => a * b; case _ => -1 })", "[12.0]"),
        kind(
            "case classes in a list",
            "val ps = List(P(3, 4), P(0, 1))",
            "agree(0, 1)(i => ps(i).r)",
            "[5.0, 1.0]"),
        kind(
            "inputs of classes that the function does not know",
            """
            val pi = 3.0
            trait Shape extends Serializable { def area: Double }
            case class Circle(r: Double) extends Shape { def area = pi * r * r }
            case class Square(a: Double) extends Shape { def area = a * a }
            """,
            "agree[Shape, Double](Circle(2), Square(3))(s => s.area)",
            "[12.0, 9.0]"),
        kind(
            "a sealed hierarchy",
            ":paste <| END\nsealed trait Season\ncase object Spring extends Season\ncase object Summer extends Season\nEND",
            "agree[Season, Int](Spring, Summer)({ case Spring => 92; case Summer => 94 })",
            "[92, 94]"),
        kind(
            "a class redefined between two runs",
            "class Scale extends Serializable { def by(x: Int) = 2 * x }\nagree(1)(x => new Scale().by(x))\nclass Scale extends Serializable { def by(x: Int) = 3 * x }",
            "agree(1)(x => new Scale().by(x))",
            "[3]"),
        kind(
            "an object of a class with state",
            "class Fit extends Serializable { var slope = 2.0; def at(x: Double) = slope * x }\nval fit = new Fit\nfit.slope = 7",
            "agree(1.0)(x => fit.at(x))",
            "[7.0]"),
        kind(
            "an abstract class and its subclass",
            "abstract class Model extends Serializable { val bias = 1.0; def f(x: Double): Double; def g(x: Double) = f(x) + bias }\nclass Linear extends Model { def f(x: Double) = 2 * x }\nval model: Model = new Linear",
            "agree(5.0)(x => model.g(x))",
            "[11.0]"),
        kind(
            "a singleton",
            "object Constants { val c = 6 * 7; def plus(x: Int) = x + c }",
            "agree(1)(x => Constants.plus(x))",
            "[43]"),
        kind(
            "a singleton with state",
            "object Settings { var gain = 1.0 }\nSettings.gain = 4",
            "agree(2.0)(x => x * Settings.gain)",
            "[8.0]"),
        kind("a lazy value", "lazy val late = k * 2", "agree(1)(x => x + late)", "[21]"),
        kind("nested lambdas", "", "agree(4)(n => (0 until n).map(i => i * k).sum)", "[60]"),
        kind(
            "a Scala function in a value",
            "val square = (v: Double) => v * v",
            "agree(3.0)(x => square(x) + k)",
            "[19.0]"),
        kind(
            "a lambda made by a method, with captured values",
            "def adding(a: Int): Fn1[Int, Int] = { val b = 2 * a; x => x + a + b + k }",
            "agree(1)(adding(100))",
            "[311]"),
        kind(
            "an anonymous class",
            "",
            "agree(3)(new Fn1[Int, Int] { def call(x: Int) = x * k })",
            "[30]"),
        kind(
            "collections and options",
            "val table = Map(\"a\" -> List(3, 9, 4))",
            "agree(\"a\", \"b\")(key => table.get(key).map(_.max).getOrElse(0))",
            "[9, 0]"),
        kind(
            "arrays",
            "val weights = Array(Array(1.0, 2.0), Array(3.0, 4.0))",
            "agree(Array(5.0, 6.0))(v => Array(v(0) * weights(0)(1), v(1) * weights(1)(0)))",
            "[[10.0, 18.0]]"),
        kind("a tuple", "", "agree((1, 2.5))({ case (a, b) => (b, a) })", "[(2.5,1)]"),
        kind(
            "an implicit value",
            "implicit val offset: Int = 7\ndef shifted(x: Int)(implicit o: Int) = x + o",
            "agree(1)(x => shifted(x))",
            "[8]"),
        kind(
            "a cell that also holds what cannot travel",
            ":paste <| END\nval thread = new Thread(); val m = 4; val inCell = agree(2)(x => x * m)\nEND",
            "println(inCell)",
            "[8]"),
        kind(
            "an array of 50 MB",
            "val large = Array.tabulate(6553600)(i => i + 1.0)",
            "agree(0, 6553599)(i => large(i))",
            "[1.0, 6553600.0]"));
  }

  private static Arguments kind(String name, String before, String expression, String values) {
    return Arguments.of(name, before, expression, values);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("cells")
  void executorsComputeWhatTheDriverDoes(
      String name, String before, String expression, String values) {
    String prepared = session.cell(before);
    String said = session.cell(expression);
    assertTrue(said.contains("agree on " + values), prepared + said);
  }

  @Test
  void aValueThatCannotTravelIsNamed() {
    session.cell("val connection = new Thread()");
    String said = session.cell("over(each(1, 2)).map(x => x + connection.getName).build()");
    assertTrue(
        said.contains("reads the variable connection, a java.lang.Thread, which is not"), said);
  }

  @Test
  void aVariableThatTheFunctionAssignsIsNamed() {
    session.cell("var counter = 0");
    String said = session.cell("over(each(1, 2)).map(x => { counter += 1; x }).build()");
    assertTrue(said.contains("assigns the variable counter;"), said);
  }

  static Stream<String> documentedCells() throws IOException {
    String page = Files.readString(Path.of("notebooks", "4-scala.md"));
    return Pattern.compile("```scala\n(.*?)\n```", Pattern.DOTALL)
        .matcher(page)
        .results()
        .map(found -> found.group(1))
        .toList()
        .stream();
  }

  @Test
  void theNotebookDoesWhatItShows() throws IOException {
    for (String cell : documentedCells().toList()) {
      // A statement goes on behind a line that ends with a dot.
      for (String line : cell.split("(?<!\\.)\n")) {
        Matcher expected = EXPECTED.matcher(line);
        if (expected.matches()) {
          String said = session.cell(expected.group(1));
          assertTrue(said.contains("= " + expected.group(2) + "\n"), line + "\n" + said);
        } else {
          String said = session.cell(line);
          // A run's own summary names exceptions too, indented.
          boolean thrown = said.lines().anyMatch(l -> l.matches("[\\w.$]+(Exception|Error)\\b.*"));
          assertFalse(said.contains("error:") || thrown, said);
        }
      }
    }
  }

  @Test
  void theNoteForZeppelinHasTheSameCells() throws IOException {
    List<String> paragraphs = new ArrayList<>();
    new ObjectMapper()
        .readTree(Path.of("notebooks", "walkthrough.zpln").toFile())
        .path("paragraphs")
        .forEach(paragraph -> paragraphs.add(paragraph.path("text").asText()));
    assertEquals(
        documentedCells().map(cell -> "%spark\n" + cell.replaceAll(" *// => .*", "")).toList(),
        paragraphs.stream().filter(text -> text.startsWith("%spark")).toList());
  }
}
