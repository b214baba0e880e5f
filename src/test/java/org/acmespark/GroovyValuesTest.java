package org.acmespark;

import static org.acmespark.Args.all;
import static org.acmespark.Args.each;
import static org.acmespark.Args.range;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import groovy.lang.GString;
import groovy.lang.GroovyShell;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.acmespark.model.Format;
import org.acmespark.model.Verbosity;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Values as Groovy's own compiler makes them, as arguments and as results. */
class GroovyValuesTest {
  @TempDir Path folder;

  private static Object groovy(String expression) {
    return new GroovyShell().evaluate(expression);
  }

  private static Object returned(int x) {
    return groovy(
        switch (x) {
          case 0 -> "\"channel ${40 + 2}\"";
          case 1 -> "[1, 2, 3]";
          case 2 -> "1..3";
          case 3 -> "[\"a${1}\", 'b']";
          case 4 -> "[name: \"x${1}\", list: [1, 2.5d, \"y${2}\"]]";
          default -> "[(\"k${1}\".toString()): [[1, 2], \"${3}\"]]";
        });
  }

  static String described(String text, List<String> texts, Map<String, Integer> counts) {
    return String.join(
        " ",
        text,
        text.getClass().getSimpleName(),
        "" + texts,
        texts.get(0).length() + "", // a GString in the list would be a ClassCastException
        "" + counts,
        counts.keySet().iterator().next() + counts.get("n1"));
  }

  private Run<Object> returnedIn(Format format) {
    try (var map =
        ParallelMap.over(each(range(6)))
            .<Object>map(GroovyValuesTest::returned)
            .name("f")
            .format(format)
            .verbosity(Verbosity.QUIET)
            .outputDir(folder.resolve(format.name()))
            .build()) {
      Run<Object> run = map.compute();
      assertEquals(List.of(), run.failures());
      return run;
    }
  }

  private static String pickled(Run<Object> run, int index) {
    return Judges.h5py(
        "import pickle, sys; print(pickle.load(open(sys.argv[1], 'rb')))",
        run.file(index).orElseThrow());
  }

  private static final List<String> PICKLED =
      List.of(
          "channel 42",
          "[1, 2, 3]",
          "[1, 2, 3]",
          "['a1', 'b']",
          "{'name': 'x1', 'list': [1, 2.5, 'y2']}",
          "{'k1': [[1, 2], '3']}");

  @Test
  void resultsAreTextsListsAndDictionariesOfPython() {
    assertInstanceOf(GString.class, returned(0));
    Run<Object> run = returnedIn(Format.PICKLE);
    for (int k = 0; k < PICKLED.size(); k++) {
      assertEquals(PICKLED.get(k), pickled(run, k));
    }
  }

  @Test
  void resultsAreTextsAndArraysInHdf5() {
    Run<Object> run = returnedIn(Format.HDF5);
    assertEquals(
        "channel 42 [1, 2, 3] [1, 2, 3] ['a1', 'b']",
        Judges.h5py(
            """
            import h5py, sys
            f = h5py.File(sys.argv[1])
            print(f['comp_0/result_0'].asstr()[()], f['comp_1/result_0'][:].tolist(),
                  f['comp_2/result_0'][:].tolist(), f['comp_3/result_0'].asstr()[:].tolist())
            """,
            run.container().orElseThrow()));
    assertEquals(PICKLED.get(4), pickled(run, 4));
    assertEquals(PICKLED.get(5), pickled(run, 5));
  }

  private static final List<String> DESCRIBED =
      List.of("a1 String [b2, c] 2 {n1=3} n13", "a2 String [b2, c] 2 {n1=3} n13");

  @Test
  void argumentsOfAFunctionThatIsCalledByNameBecomeItsTypes() {
    try (var map =
        ParallelMap.named(GroovyValuesTest.class.getName() + "::described")
            .args(
                groovy("[\"a${1}\", \"a${2}\"]"),
                all(groovy("[\"b${2}\", 'c']")),
                all(groovy("[(\"n${1}\"): 3]")))
            .inMemory()
            .verbosity(Verbosity.QUIET)
            .build()) {
      assertEquals(DESCRIBED, map.compute().values());
    }
  }
}
