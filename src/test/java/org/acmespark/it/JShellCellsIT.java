package org.acmespark.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Functions typed into a real JShell run on executors in JVMs of their own as in the driver. */
class JShellCellsIT {
  private static JShellSession session;

  @BeforeAll
  static void startSession() {
    session = new JShellSession();
    session.cell(
        """
        import java.util.*;
        import java.util.function.*;
        import java.util.stream.*;
        import org.acmespark.*;
        import org.acmespark.it.Agreement;
        import org.acmespark.it.SeparateExecutors;
        import org.acmespark.model.*;
        import static org.acmespark.Args.*;
        import static org.acmespark.ParallelMap.over;
        record Before(int made) implements java.io.Serializable {}
        var spark = new org.apache.spark.api.java.JavaSparkContext(
            SeparateExecutors.conf("local-cluster[2,1,1024]", Agreement.class));
        spark.setLogLevel("ERROR");
        """);
  }

  @AfterAll
  static void endSession() {
    session.cell("spark.stop()");
    session.close();
  }

  static Stream<Arguments> cells() {
    return Stream.of(
        kind("a lambda of its argument alone", "Agreement.of(x -> x + 1, 1, 2, 3)", "[2, 3, 4]"),
        kind("a variable", "int k = 10;", "Agreement.of(x -> x + k, 1, 2, 3)", "[11, 12, 13]"),
        kind(
            "a variable reassigned between two runs",
            "int n = 1; Fn1<Integer, Integer> plusN = x -> x + n; Agreement.of(plusN, 1); n = 5;",
            "Agreement.of(plusN, 1, 2)",
            "[6, 7]"),
        kind(
            "a variable declared anew with another type",
            "int t = 1; double t = 0.5;",
            "Agreement.of(x -> x + t, 1, 2)",
            "[1.5, 2.5]"),
        kind(
            "a method",
            "int twice(int x) { return 2 * x; }",
            "Agreement.of(x -> twice(x), 4)",
            "[8]"),
        kind(
            "a method that reads a variable",
            "double g = 9.81; double fall(double t) { return g * t * t / 2; }",
            "Agreement.of(t -> fall(t), 2.0)",
            "[19.62]"),
        kind(
            "a method redefined between two runs",
            """
            int step(int x) { return x + 1; }
            Fn1<Integer, Integer> stepping = x -> step(x);
            Agreement.of(stepping, 1);
            int step(int x) { return x + 100; }
            """,
            "Agreement.of(stepping, 1)",
            "[101]"),
        kind(
            "methods that call each other",
            """
            boolean even(int n) { return n == 0 || odd(n - 1); }
            boolean odd(int n) { return n != 0 && even(n - 1); }
            """,
            "Agreement.of(x -> even(x), 3, 4)",
            "[false, true]"),
        kind(
            "a method reference to a method of the notebook's class",
            "class Trigonometry { static double half(double x) { return x / 2; } }",
            "Agreement.of(Trigonometry::half, 3.0)",
            "[1.5]"),
        kind("a method reference to the JDK", "", "Agreement.of(Math::sqrt, 16.0)", "[4.0]"),
        kind(
            "a method reference with a captured object",
            "String prefix = \"ab\";",
            "Agreement.of(prefix::concat, \"c\")",
            "[abc]"),
        kind(
            "a constructor reference",
            "record Box(int x) implements java.io.Serializable {}",
            "Agreement.of(Box::new, 1, 2)",
            "[Box[x=1], Box[x=2]]"),
        kind(
            "a record as input and as result",
            "record Point(double x, double y) implements java.io.Serializable { double r() { return Math.hypot(x, y); } }",
            "Agreement.of(p -> new Point(p.r(), -p.y()), new Point(3, 4))",
            "[Point[x=5.0, y=-4.0]]"),
        kind(
            "a record of records in a list",
            "record Segment(Point a, Point b) implements java.io.Serializable {} var segments = List.of(new Segment(new Point(0, 0), new Point(3, 4)));",
            "Agreement.of(i -> segments.get(i).b().r(), 0)",
            "[5.0]"),
        kind(
            "inputs of classes that the function does not know",
            """
            double pi = 3;
            interface Shape extends java.io.Serializable { double area(); }
            record Circle(double r) implements Shape { public double area() { return pi * r * r; } }
            record Square(double a) implements Shape { public double area() { return a * a; } }
            """,
            "Agreement.of((Shape s) -> s.area(), new Circle(2), new Square(3))",
            "[12.0, 9.0]"),
        kind(
            "an enum",
            "enum Season { SPRING, SUMMER { boolean warm() { return true; } }; boolean warm() { return false; } }",
            "Agreement.of(i -> Season.values()[i], 0, 1)",
            "[SPRING, SUMMER]"),
        kind(
            "a switch over an enum",
            """
            int days(Season s) { switch (s) { case SPRING: return 92; default: return 94; } }
            """,
            "Agreement.of(s -> days(s) + (s.warm() ? 1000 : 0), Season.SPRING, Season.SUMMER)",
            "[92, 1094]"),
        kind(
            "a class redefined between two runs",
            """
            class Scale implements java.io.Serializable { int by(int x) { return 2 * x; } }
            Agreement.of(x -> new Scale().by(x), 1);
            class Scale implements java.io.Serializable { int by(int x) { return 3 * x; } }
            """,
            "Agreement.of(x -> new Scale().by(x), 1)",
            "[3]"),
        kind(
            "an object of a notebook's class with state",
            "class Fit implements java.io.Serializable { double slope = 2; double at(double x) { return slope * x; } } var fit = new Fit(); fit.slope = 7;",
            "Agreement.of(x -> fit.at(x), 1.0)",
            "[7.0]"),
        kind(
            "an abstract class and its subclass",
            """
            abstract class Model implements java.io.Serializable { double bias = 1; abstract double f(double x); double g(double x) { return f(x) + bias; } }
            class Linear extends Model { double f(double x) { return 2 * x; } }
            Model model = new Linear();
            """,
            "Agreement.of(x -> model.g(x), 5.0)",
            "[11.0]"),
        kind(
            "a static field of a notebook's class",
            "class Settings { static double gain = 1; } Settings.gain = 4;",
            "Agreement.of(x -> x * Settings.gain, 2.0)",
            "[8.0]"),
        kind(
            "a constant that is computed from a variable when its class is initialized",
            "int basis = 6; class Constants { static final int PRODUCT = 7 * basis; static int offset = 1; }",
            "Agreement.of(x -> x + Constants.PRODUCT + Constants.offset, 0)",
            "[43]"),
        kind(
            "nested lambdas",
            "",
            "Agreement.of(n -> IntStream.range(0, n).map(i -> i * k).sum(), 4)",
            "[60]"),
        kind(
            "a lambda that uses a lambda in a variable",
            "Fn1<Double, Double> square = v -> v * v;",
            "Agreement.of(x -> square.call(x) + k, 3.0)",
            "[19.0]"),
        kind(
            "a lambda made by a method, with captured variables",
            "Fn1<Integer, Integer> adding(int a) { int b = 2 * a; return x -> x + a + b + k; }",
            "Agreement.of(adding(100), 1)",
            "[311]"),
        kind(
            "an anonymous class",
            "",
            "Agreement.of(new Fn1<Integer, Integer>() { public Integer call(Integer x) { return x * k; } }, 3)",
            "[30]"),
        kind(
            "generics and collections",
            "<T extends Comparable<T>> T largest(List<T> all) { return Collections.max(all); } Map<String, List<Integer>> table = new HashMap<>(Map.of(\"a\", List.of(3, 9, 4)));",
            "Agreement.of(key -> largest(table.get(key)), \"a\")",
            "[9]"),
        kind(
            "arrays as input and as result",
            "double[][] weights = {{1, 2}, {3, 4}};",
            "Agreement.of((double[] v) -> new double[] {v[0] * weights[0][1], v[1] * weights[1][0]}, new double[] {5, 6})",
            "[[10.0, 18.0]]"),
        kind(
            "an array of a notebook's class",
            "Point[] corners = {new Point(1, 0), new Point(0, 2)};",
            "Agreement.of(i -> corners[i].r(), 0, 1)",
            "[1.0, 2.0]"),
        kind(
            "text blocks, var, switch expressions, instanceof patterns",
            "String describe(Object o) { return o instanceof Integer i ? switch (i % 2) { case 0 -> \"even\"; default -> \"odd\"; } : \"none\"; }",
            "Agreement.of((Object x) -> describe(x), 1, 2, \"x\")",
            "[odd, even, none]"),
        kind(
            "a class object",
            "",
            "Agreement.of(x -> Point.class.getSimpleName() + x, 1)",
            "[Point1]"),
        kind(
            "a class made before Spark",
            "",
            "Agreement.of(x -> new Before(x), 1)",
            "[Before[made=1]]"),
        kind(
            "an exception of the notebook, caught",
            "class Unlucky extends RuntimeException { Unlucky(String m) { super(m); } } int careful(int x) { try { if (x == 13) throw new Unlucky(\"no\"); return x; } catch (Unlucky e) { return -1; } }",
            "Agreement.of(x -> careful(x), 12, 13)",
            "[12, -1]"),
        kind(
            "a variable that nobody has set",
            "String unset;",
            "Agreement.of(x -> x + \" \" + unset, 1)",
            "[1 null]"));
  }

  private static Arguments kind(String name, String expression, String values) {
    return kind(name, "", expression, values);
  }

  private static Arguments kind(String name, String before, String expression, String values) {
    return Arguments.of(name, before, expression, values);
  }

  /** Copied through the classes of the cells, and read anew from the broadcast once one changed. */
  @Test
  void objectsOfTheNotebookAreEachCallsOwn() {
    session.cell(
        """
        class Tally implements java.io.Serializable {
          int n;
          double[] large = new double[300_000];
          Tally(boolean small) { if (small) large = new double[1]; }
          int next(boolean change) { if (change) n++; return n; }
        }
        Run<Integer> tally(boolean small, Predicate<Integer> changes) {
          Set<Integer> who = IntStream.range(0, 30).boxed().filter(changes).collect(Collectors.toSet());
          return over(each(range(30)), all(new Tally(small)), all(who))
              .map((i, t, changing) -> t.next(changing.contains(i)))
              .verbosity(Verbosity.QUIET).inMemory().build().compute();
        }
        var small = tally(true, i -> true);
        var large = tally(false, i -> i == 7 || i == 20);
        """);

    assertEquals("\"[1]\"", session.cell("small.values().stream().distinct().toList().toString()"));
    assertEquals(
        "\"[7 ChangedArgument, 20 ChangedArgument]\"",
        session.cell(
            "large.failures().stream().map(f -> f.index() + \" \" + f.error()).toList().toString()"));
    assertEquals(
        "\"[0, null]\"", session.cell("large.values().stream().distinct().toList().toString()"));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("cells")
  void executorsComputeWhatTheDriverDoes(
      String name, String before, String expression, String values) {
    session.cell(before);
    assertEquals("\"agree on " + values.replace("\"", "\\\"") + "\"", session.cell(expression));
  }

  @Test
  void aCapturedArrayOf50MegabytesIsNoPartOfTasks() {
    session.cell(
        "double[] large = DoubleStream.iterate(1, v -> v + 1).limit(6_553_600).toArray();");
    assertEquals(
        "\"agree on [1.0, 6553600.0, 2.0]\"",
        session.cell("Agreement.of(i -> large[i], 0, 6553599, 1)"));
  }

  @Test
  void anObjectThatCannotTravelIsNamed() {
    session.cell("class Database { int look(int x) { return x; } } var database = new Database();");
    String message = session.cell("over(each(1, 2)).map(x -> database.look(x)).build()");
    assertTrue(
        message.contains("it reads the variable database, a Database, which is not Serializable"),
        message);
  }

  @Test
  void theWayToAnObjectThatCannotTravelIsNamed() {
    session.cell(
        "class Wire { } var wires = new HashMap<String, Object>(Map.of(\"red\", new Wire()));");
    String message = session.cell("over(each(1, 2)).map(x -> wires.size()).build()");
    assertTrue(message.contains("the variable wires[\"red\"], a Wire, which is not"), message);
  }

  @Test
  void aLambdaThatCannotTravelIsNamedWithARemedy() {
    session.cell("Function<Integer, Integer> plain = v -> v + 1;");
    String message = session.cell("over(each(1, 2)).map(x -> plain.apply(x)).build()");
    assertTrue(message.contains("the variable plain, a "), message);
    assertTrue(message.contains("declare it as Fn1"), message);
  }

  @Test
  void aVariableThatTheFunctionAssignsIsNamed() {
    session.cell(
        """
        import java.io.*;
        int counter = 0;
        var said = new ByteArrayOutputStream();
        var err = System.err;
        System.setErr(new PrintStream(said, true));
        var counted = over(each(1, 2, 3)).map(x -> counter++ + x).build();
        System.setErr(err);
        """);
    String said = session.cell("said.toString()");
    assertTrue(said.contains("the function assigns the variable counter;"), said);
  }

  @Test
  void variablesAreFreshInEveryRun() {
    session.cell(
        """
        int seen = 0;
        var seeing = over(each(0)).map(x -> ++seen).inMemory().verbosity(Verbosity.QUIET).build();
        """);
    String first = session.cell("seeing.compute().values().toString()");
    assertEquals(
        List.of("\"[1]\"", "\"[1]\"", "0"),
        List.of(first, session.cell("seeing.compute().values().toString()"), session.cell("seen")));
  }

  @Test
  void aFailureIsToldWithTheNotebooksException() {
    session.cell(
        "class Broken extends Exception { Broken(String m) { super(m); } } int breaking(int x) throws Broken { throw new Broken(\"at \" + x); }");
    String message =
        session.cell(
            "over(each(1)).map(x -> breaking(x)).inMemory().build().compute().requireAllComputed()");
    assertTrue(message.contains("computation 0") && message.contains("at 1"), message);
  }
}
