package org.acmespark;

import static org.acmespark.Args.each;
import static org.acmespark.Args.range;
import static org.acmespark.TestSpark.compute;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.Serializable;
import java.nio.file.Path;
import java.util.AbstractList;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import org.acmespark.model.ComputationFailure;
import org.acmespark.model.Fn1;
import org.acmespark.model.Format;
import org.acmespark.model.Verbosity;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Functions whose exceptions, results and manners are no good: they fail alone, if at all. */
class UnrulyFunctionsTest {
  private static final int N = 6;

  @TempDir Path folder;

  /** An exception that cannot be asked. */
  static final class Mute extends RuntimeException {
    private static final long serialVersionUID = 1;

    @Override
    public String getMessage() {
      throw new IllegalStateException("no comment");
    }
  }

  /** A list that cannot be read. */
  static final class Sealed extends AbstractList<Double> {
    @Override
    public Double get(int index) {
      throw new IllegalStateException("sealed");
    }

    @Override
    public int size() {
      throw new UnsupportedOperationException("sealed");
    }
  }

  private <R> ParallelMapBuilder<R> builder(Fn1<Integer, R> function) {
    return ParallelMap.over(each(range(N)))
        .map(function)
        .name("unruly")
        .workers(2)
        .verbosity(Verbosity.QUIET)
        .outputDir(folder.resolve("run"));
  }

  private static ComputationFailure onlyThirdOf(Run<?> run) {
    assertEquals(
        List.of(3L),
        run.failures().stream().map(ComputationFailure::index).toList(),
        run::failureSummary);
    return run.failures().get(0);
  }

  @Test
  void aFunctionThatReplacesThePropertiesOfTheJvmHarmsNobody() {
    var before = System.getProperties();
    Run<Integer> run =
        compute(
            builder(
                x -> {
                  System.setProperties(new Properties());
                  return x;
                }));
    assertEquals(List.of(), run.failures());
    assertSame(before, System.getProperties());
  }

  @Test
  void anExceptionWithoutAMessageToGetIsAFailure() {
    var failure =
        onlyThirdOf(
            compute(
                builder(
                    x -> {
                      if (x == 3) {
                        throw new Mute();
                      }
                      return x;
                    })));
    assertEquals(Mute.class.getName(), failure.error());
    assertTrue(
        failure.message().contains("getMessage throws java.lang.IllegalStateException"),
        failure.message());
    assertTrue(failure.stackTrace().contains("UnrulyFunctionsTest"), failure.stackTrace());
  }

  @Test
  void aMessageOfAWholeDocumentIsCut() {
    var failure =
        onlyThirdOf(
            compute(
                builder(
                    x -> {
                      if (x == 3) {
                        throw new IllegalStateException("y".repeat(3_000_000));
                      }
                      return x;
                    })));
    assertTrue(failure.message().endsWith("y ... (3000000 characters in all)"));
    assertTrue(failure.message().length() < 11_000);
    assertTrue(failure.stackTrace().length() < 101_000);
  }

  @Test
  void aChainOfThousandsOfCausesIsAFailure() {
    var failure =
        onlyThirdOf(
            compute(
                builder(
                    x -> {
                      Exception cause = new IllegalStateException("first");
                      for (int k = 0; x == 3 && k < 20_000; k++) {
                        cause = new IllegalStateException("later", cause);
                      }
                      if (x == 3) {
                        throw cause;
                      }
                      return x;
                    })));
    assertEquals("later", failure.message());
  }

  @Test
  void aFunctionThatLeavesItsThreadInterruptedHarmsNobody() {
    Fn1<Integer, Integer> function =
        x -> {
          boolean already = Thread.currentThread().isInterrupted();
          Thread.currentThread().interrupt();
          return already ? -1 : x;
        };
    compute(builder(function)).requireAllComputed();
    List<Integer> inOrder = List.of(0, 1, 2, 3, 4, 5);
    for (var run :
        List.of(
            builder(function).outputDir(folder.resolve("again")),
            builder(function).outputDir(folder.resolve("timed")).timeout("10s"))) {
      try (var results =
          Results.open(compute(run).requireAllComputed().container().orElseThrow())) {
        List<Object> values = new ArrayList<>();
        results.forEach(computation -> values.add(computation.value()));
        assertEquals(inOrder, values);
      }
    }
  }

  @ParameterizedTest
  @EnumSource(Format.class)
  void aListThatContainsItselfFailsAlone(Format format) {
    onlyThirdOf(
        compute(
            builder(
                    x -> {
                      List<Object> list = new ArrayList<>(List.of(x));
                      if (x == 3) {
                        list.add(list);
                        list.add(Thread.currentThread());
                      }
                      return list;
                    })
                .format(format)));
  }

  @ParameterizedTest
  @EnumSource(Format.class)
  void aListThatCannotBeReadFailsAlone(Format format) {
    onlyThirdOf(compute(builder(x -> x == 3 ? new Sealed() : List.of((double) x)).format(format)));
  }

  /** A result that does not let itself be written, or not be read again. */
  static final class Stubborn implements Serializable {
    private static final long serialVersionUID = 1;
    private final boolean whenRead;

    Stubborn(boolean whenRead) {
      this.whenRead = whenRead;
    }

    private void writeObject(ObjectOutputStream out) throws IOException {
      if (!whenRead) {
        throw new IllegalStateException("not written");
      }
      out.defaultWriteObject();
    }

    private void readObject(ObjectInputStream in) {
      throw new IllegalStateException("not read");
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void aResultInMemoryThatCannotBeWrittenOrReadFailsAlone(boolean whenRead) {
    Fn1<Integer, Object> function = x -> x == 3 ? new Stubborn(whenRead) : List.of(x);
    Run<Object> run =
        compute(
            ParallelMap.over(each(range(N)))
                .map(function)
                .workers(2)
                .verbosity(Verbosity.QUIET)
                .inMemory());
    var failure = onlyThirdOf(run);
    assertTrue(
        failure.message().contains(whenRead ? "not read" : "not written"), failure.message());
    assertEquals(List.of(2), run.values().get(2));
    assertEquals(List.of(5), run.values().get(5));
  }
}
