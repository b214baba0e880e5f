package org.acmespark;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import javax.tools.DiagnosticCollector;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;
import jdk.jshell.JShell;
import jdk.jshell.Snippet;
import jdk.jshell.SnippetEvent;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The typed API compiles, without a type being written, in the three languages of its users. */
class ApiCompilesTest {
  private static final List<String> JAVA_CASES =
      List.of(
          "over(each(2, 4, 6, 8), all(4), all(3)).map(Functions::f)",
          "over(each(new double[] {1, 2})).map(Math::abs)",
          "over(each(1, 2)).map(Math::abs)",
          "over(each(1.5, 2.5)).map(Functions::overloaded)",
          "over(each(\"a\", \"b\")).map(Functions::overloaded)",
          "over(all(2.0), each(range(200))).map((a, k) -> a * k)",
          "over(each(range(10)), computation()).map((x, c) -> x * c.random().nextDouble())",
          "over(each(range(0, 10, 2))).map(x -> x + 1)",
          "over(each(range(0L, 10L))).map(x -> x + 1)",
          "over(each(linspace(0, 1, 11))).map(Math::sqrt)",
          "over(each(List.of(1, 2, 3))).map(x -> x * 2)",
          "over(each(new int[] {1}), each(new long[] {1}), each(new float[] {1})).map((i, l, f) -> i + l + f)",
          "over(each(new boolean[] {true})).map(b -> !b)",
          "over(each(new double[][] {{1}, {2}})).map(row -> row.length)",
          "over(each(new String[] {\"a\"})).map(String::length)",
          "over(slices(\"s.nc\", \"data\", 0), all(10)).map(Functions::smooth)",
          "over(slices(\"s.nc\", \"data\", 0, float[][].class)).map(m -> m[0][0])",
          "over(each(1, 2)).forEach(Functions::save)",
          "over(each(1, 2)).forEach(x -> System.out.println(x))",
          "over(each(1, 2)).map(x -> { if (x > 1) throw new java.io.IOException(); return x; })");

  private static final String JAVA_FUNCTIONS =
      """
      static class Functions {
        static double f(double x, double y, double z) { return (x + y) * z; }
        static double overloaded(double x) { return x; }
        static String overloaded(String x) { return x; }
        static double smooth(double[] x, int width) { return x[width]; }
        static void save(int x) {}
      }
      """;

  private static final String WRONG = "over(each(1, 2)).map((x, y) -> x)";

  @Test
  void fromJava(@TempDir Path directory) {
    String statements =
        JAVA_CASES.stream().map(c -> "    " + c + ";\n").collect(Collectors.joining());
    assertEquals("", javaErrors(directory, statements));
    assertFalse(
        javaErrors(directory, WRONG + ";").isEmpty(), "the compiler must find what is wrong");
  }

  @Test
  void fromJShell() {
    List<String> cases = new ArrayList<>(JAVA_CASES);
    cases.add("var arguments = each(range(200));");
    try (JShell shell = JShell.builder().executionEngine("local").build()) {
      shell.addToClasspath(System.getProperty("java.class.path"));
      for (String snippet :
          List.of(
              "import org.acmespark.*;",
              "import java.util.*;",
              "import static org.acmespark.Args.*;",
              "import static org.acmespark.ParallelMap.over;",
              JAVA_FUNCTIONS.replace("static class", "class"))) {
        assertEquals("", jshellErrors(shell, snippet));
      }
      for (String snippet : cases) {
        assertEquals("", jshellErrors(shell, snippet), snippet);
      }
      assertFalse(jshellErrors(shell, WRONG).isEmpty(), "the shell must find what is wrong");
    }
  }

  @Test
  void fromScala(@TempDir Path directory) throws Exception {
    List<String> cases =
        List.of(
            "over(each(2, 4, 6, 8), all(4), all(3)).map((x, y, z) => f(x, y, z))",
            "over(each(2.0, 4.0), all(4.0), all(3.0)).map(f _)",
            "over(each(0 until 10: _*)).map(x => x * 2)",
            "over(each(range(10)), computation()).map((x, c) => x * c.random().nextDouble())",
            "over(each(Array(1.0, 2.0))).map(x => math.sqrt(x))",
            "over(each(Array(1, 2))).map(x => overloaded(x.toDouble))",
            "over(each(1.5, 2.5)).map(x => overloaded(x))",
            "over(each(\"a\", \"b\")).map(x => overloaded(x))",
            "over(each(linspace(0, 1, 11))).map(x => x + 1)",
            "over(each(java.util.List.of(1, 2))).map(x => x + 1)",
            "over(all(Array(1.0, 2.0)), each(range(2))).map((a, k) => a(k))",
            "over(slices(\"s.nc\", \"data\", 0), all(10)).map((x, width) => x(width))",
            "over(slices(\"s.nc\", \"data\", 0, classOf[Array[Float]])).map(x => x.sum)",
            "over(each(1, 2)).forEach(x => println(x))",
            "over(each(rdd)).map(x => x.length)");
    assertEquals("", scalaErrors(directory, cases));
    assertFalse(scalaErrors(directory, List.of(WRONG)).isEmpty(), "scalac must find what is wrong");
  }

  private static String javaErrors(Path directory, String statements) {
    String source =
        """
        import java.util.*;
        import static org.acmespark.Args.*;
        import static org.acmespark.ParallelMap.over;
        class Program {
          void program() {
        %s
          }
        %s
        }
        """
            .formatted(statements, JAVA_FUNCTIONS);
    var file =
        new SimpleJavaFileObject(URI.create("string:///Program.java"), JavaFileObject.Kind.SOURCE) {
          @Override
          public CharSequence getCharContent(boolean ignoreEncodingErrors) {
            return source;
          }
        };
    var diagnostics = new DiagnosticCollector<JavaFileObject>();
    List<String> options =
        List.of(
            "-proc:none",
            "-Xlint:all,-path,-serial,-classfile",
            "-implicit:none",
            "-d",
            directory.toString(),
            "-classpath",
            System.getProperty("java.class.path"));
    ToolProvider.getSystemJavaCompiler()
        .getTask(null, null, diagnostics, options, null, List.of(file))
        .call();
    return diagnostics.getDiagnostics().stream()
        .map(d -> d.getLineNumber() + ": " + d.getMessage(Locale.ROOT))
        .collect(Collectors.joining("\n"));
  }

  /** Compile-time faults alone: what a snippet throws when it runs is not this test's business. */
  private static String jshellErrors(JShell shell, String snippet) {
    StringBuilder errors = new StringBuilder();
    for (SnippetEvent event : shell.eval(snippet)) {
      if (event.status() == Snippet.Status.REJECTED) {
        shell
            .diagnostics(event.snippet())
            .forEach(d -> errors.append(d.getMessage(Locale.ROOT)).append('\n'));
      }
    }
    return errors.toString();
  }

  private static String scalaErrors(Path directory, List<String> statements) throws IOException {
    Path source = directory.resolve("Program.scala");
    Files.writeString(
        source,
        """
        import org.acmespark.Args._
        import org.acmespark.ParallelMap.over
        object Program {
          def f(x: Double, y: Double, z: Double): Double = (x + y) * z
          def overloaded(x: Double): Double = x
          def overloaded(x: String): String = x
          def program(rdd: org.apache.spark.api.java.JavaRDD[String]): Unit = {
        %s
          }
        }
        """
            .formatted(String.join("\n", statements)));
    var text = new ByteArrayOutputStream();
    var print = new PrintStream(text, true, StandardCharsets.UTF_8);
    boolean compiled =
        scala.Console.withErr(
            print,
            () ->
                scala.Console.withOut(
                    print,
                    () ->
                        scala.tools.nsc.Main.process(
                            new String[] {
                              "-usejavacp", "-d", directory.toString(), source.toString()
                            })));
    return compiled ? "" : text + "(scalac failed)";
  }
}
