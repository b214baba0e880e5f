package org.acmespark.function;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.ObjectOutputStream;
import java.io.Serializable;
import java.io.UncheckedIOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import javax.tools.ToolProvider;
import org.acmespark.model.Fn1;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SerializationCheckTest {
  /** Stands for what users capture: a connection, a context, a stream. */
  static final class Database {
    int lookUp(int x) {
      return x;
    }
  }

  static final class Station implements Serializable {
    private static final long serialVersionUID = 1;

    @SuppressWarnings("serial") // the point of the test
    private final Database connection = new Database();

    private final transient Database unused = new Database();

    Fn1<Integer, Integer> reader() {
      return x -> connection.lookUp(x);
    }

    int read(int x) {
      return unused.lookUp(connection.lookUp(x));
    }
  }

  static final class Failing implements Serializable {
    private static final long serialVersionUID = 1;

    private void writeObject(ObjectOutputStream out) {
      throw new IllegalStateException("closed");
    }
  }

  @Test
  void acceptsFunctionsThatCanTravel() {
    double[] weights = {1, 2};
    Fn1<Integer, Double> weighted = i -> weights[i];
    assertDoesNotThrow(() -> SerializationCheck.require(weighted));
    assertDoesNotThrow(() -> SerializationCheck.require((Fn1<Double, Double>) Math::sqrt));
  }

  @Test
  void namesTheFieldOfTheObjectAroundTheLambda() {
    String message = refusal(new Station().reader());
    assertTrue(
        message.contains("it captures this.connection, a " + Database.class.getName()), message);
    assertTrue(message.contains("make it inside the function"), message);
    assertTrue(
        message.contains(
            "(used at SerializationCheckTest.java:%d)"
                .formatted(line("return x -> connection.lookUp(x);"))),
        message);
  }

  @Test
  void namesTheLineThatUsesWhatIsCaptured() {
    Database database = new Database();
    Fn1<Integer, Integer> several =
        x -> {
          int y = x + 1;
          return y * database.lookUp(x);
        };
    int used = line("return y * database.lookUp(x);");
    assertTrue(
        refusal(several).contains("(used at SerializationCheckTest.java:" + used + ")"),
        refusal(several));
    int read = line("return unused.lookUp(connection.lookUp(x));");
    Fn1<Integer, Integer> reference = new Station()::read;
    assertTrue(
        refusal(reference).contains("(used at SerializationCheckTest.java:" + read + ")"),
        refusal(reference));
    assertTrue(
        refusal(anonymous(database))
            .contains(
                "(used at SerializationCheckTest.java:"
                    + line("return y + database.lookUp(x);")
                    + ")"),
        refusal(anonymous(database)));
  }

  private static Fn1<Integer, Integer> anonymous(Database database) {
    return new Fn1<Integer, Integer>() {
      private static final long serialVersionUID = 1;

      @Override
      public Integer call(Integer x) {
        int y = x + 2;
        return y + database.lookUp(x);
      }
    };
  }

  /** The number of the first line of this file that reads so. */
  private static int line(String code) {
    try {
      List<String> lines =
          Files.readAllLines(
              Path.of("src/test/java/org/acmespark/function/SerializationCheckTest.java"));
      for (int k = 0; k < lines.size(); k++) {
        if (lines.get(k).strip().equals(code)) {
          return k + 1;
        }
      }
      throw new AssertionError("no line reads " + code);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void namesTheObjectAroundTheLambdaItself() {
    String message = refusal((Fn1<Integer, Integer>) x -> x + offset);
    assertTrue(message.contains("it captures this, a " + getClass().getName()), message);
  }

  private final int offset = 3;

  @Test
  void namesACapturedVariable() {
    Database database = new Database();
    long wide = System.nanoTime();
    Fn1<Integer, Integer> function = x -> (int) wide + database.lookUp(x);
    String message = refusal(function);
    assertTrue(message.contains("it captures database, a " + Database.class.getName()), message);
  }

  @Test
  void numbersACapturedVariableThatTheClassFileDoesNotName(@TempDir Path folder) throws Exception {
    Path source = folder.resolve("Nameless.java");
    Files.writeString(
        source,
        """
        public class Nameless {
          public static org.acmespark.model.Fn1<Integer, Integer> function(Object database) {
            return x -> x + database.hashCode();
          }
        }
        """);
    String classPath = System.getProperty("java.class.path");
    int status =
        ToolProvider.getSystemJavaCompiler()
            .run(null, null, null, "-g:none", "-proc:none", "-cp", classPath, source.toString());
    assertEquals(0, status);
    try (var loader = new URLClassLoader(new URL[] {folder.toUri().toURL()})) {
      var made =
          loader
              .loadClass("Nameless")
              .getMethod("function", Object.class)
              .invoke(null, new Database());
      String message = refusal((Serializable) made);
      assertTrue(
          message.contains("it captures variable 1, a " + Database.class.getName()), message);
    }
  }

  @Test
  void namesTheWayThroughLambdasListsAndMaps() {
    Map<String, List<Object>> tables = Map.of("a", new ArrayList<>(List.of(1, new Database())));
    Fn1<Integer, Integer> inner = x -> x + tables.size();
    Fn1<Integer, Integer> outer = x -> inner.call(x);
    assertTrue(refusal(outer).contains("it captures inner.tables[\"a\"][1], a "), refusal(outer));
  }

  @Test
  void namesTheObjectOfAMethodReference() {
    Fn1<Integer, Integer> function = new Station()::read;
    assertTrue(
        refusal(function).contains("it captures (object of ::read).connection, a "),
        refusal(function));
  }

  @Test
  void otherFaultsAreShownAsTheyAre() {
    Failing failing = new Failing();
    Fn1<Integer, Object> function = x -> failing;
    assertTrue(refusal(function).contains("java.lang.IllegalStateException: closed"));
  }

  private static String refusal(Serializable function) {
    return assertThrows(IllegalArgumentException.class, () -> SerializationCheck.require(function))
        .getMessage();
  }
}
