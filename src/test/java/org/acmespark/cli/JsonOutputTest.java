package org.acmespark.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.acmespark.model.Outputs;
import org.apache.commons.math3.complex.Complex;
import org.junit.jupiter.api.Test;

class JsonOutputTest {
  @Test
  void writesScalarsArraysAndListsAsJson() {
    assertEquals("[18.0,24,\"a\",true,null]", json(Arrays.asList(18.0, 24L, "a", true, null)));
    assertEquals("[[1.0,2.0],[3.0]]", json(new double[][] {{1, 2}, {3}}));
    assertEquals("[0.5,[1,2]]", json(Outputs.of(0.5f, new int[] {1, 2})));
    assertEquals("{\"a\":[1]}", json(Map.of("a", List.of(1))));
  }

  @Test
  void writesPathsAndAbsentValues() {
    assertEquals("[\"run/f.h5\",null]", json(List.of(Path.of("run/f.h5"), Optional.empty())));
  }

  @Test
  void writesWhatJsonLacksAsStrings() {
    assertEquals("[\"NaN\",\"-Infinity\"]", json(new double[] {Double.NaN, -1 / 0.0}));
    assertEquals("\"(1.0, -2.0)\"", json(new Complex(1, -2)));
  }

  @Test
  void namesAListThatHoldsItself() {
    List<Object> list = new ArrayList<>(List.of(1, 1));
    list.add(list);
    assertEquals("[1,1,\"(the same ArrayList again)\"]", json(list));
    assertEquals("[[1],[1]]", json(Collections.nCopies(2, List.of(1))));
  }

  private static String json(Object value) {
    var text = new StringWriter();
    var writer = new PrintWriter(text);
    JsonOutput.print(value, writer);
    writer.flush();
    return text.toString().strip();
  }
}
