package org.acmespark.plan;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.AbstractList;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.acmespark.hdf5.value.Hdf5Value;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class InShortTest {
  record Point(int x, double[] samples) {}

  @Test
  void smallValuesAreShownWhole() {
    assertEquals("4", InShort.of(4));
    assertEquals("\"low\"", InShort.of("low"));
    assertEquals("null", InShort.of(null));
    assertEquals("[2, 4, 6, 8]", InShort.of(List.of(2, 4, 6, 8)));
    assertEquals("double[2] [1.0, 2.5]", InShort.of(new double[] {1, 2.5}));
    assertEquals("Point[x=1, samples=double[1] [3.0]]", InShort.of(new Point(1, new double[] {3})));
    assertEquals("[\"a\"=1]", InShort.of(Map.of("a", 1)));
  }

  @Test
  void longValuesAreCut() {
    assertEquals("double[15000] [0.0, 0.0, 0.0, ...]", InShort.of(new double[15000]));
    assertEquals("int[2][3] [int[3] [0, 0, 0], int[3] [0, 0, 0]]", InShort.of(new int[2][3]));
    assertEquals("List[1000] [7, 7, 7, ...]", InShort.of(Collections.nCopies(1000, 7)));
    assertEquals("200 values [0, 1, 2, ...]", InShort.of(Sequences.range(0, 200, 1)));
    assertEquals(82, InShort.of("x".repeat(1_000_000)).length());
    assertTrue(InShort.of(new String[][] {{"y".repeat(500)}, {"y".repeat(500)}}).length() <= 200);
  }

  @Test
  void aStoredValueHasItsTypeAndShape() {
    assertEquals("float64 (2, 3)", InShort.of(Hdf5Value.of(new double[2][3])));
    assertEquals("[int32 ()]", InShort.of(List.of(Hdf5Value.of(1))));
  }

  @Test
  void neverThrows() {
    Object failing =
        new AbstractList<Object>() {
          @Override
          public Object get(int index) {
            throw new IllegalStateException("closed");
          }

          @Override
          public int size() {
            return 3;
          }
        };
    assertTrue(InShort.of(failing).contains("InShortTest"), InShort.of(failing));
    List<Object> endless = new ArrayList<>();
    endless.add(endless);
    assertEquals("[[[[...]]]]", InShort.of(endless));
  }

  @Test
  void objectsOfUnknownSizeAreNamedByTheirClass() {
    assertEquals("org.acmespark.plan.InShortTest", InShort.of(this));
  }

  @ParameterizedTest
  @ValueSource(strings = {"f", "low_pass", "Walkthrough.f", "x-1", "lambda$0"})
  void namesOfMethodsAreSafe(String name) {
    assertEquals(name, FunctionNames.requireSafe(name));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", ".", "..", "../f", "a/b", "a\\b", ".hidden", "-rf", "a b", "f\u00fcr"})
  void namesThatCouldLeaveTheDirectoryAreRefused(String name) {
    var e = assertThrows(IllegalArgumentException.class, () -> FunctionNames.requireSafe(name));
    assertTrue(e.getMessage().startsWith("name \"" + name + "\" cannot"), e.getMessage());
  }
}
