package org.acmespark.function;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.math.BigDecimal;
import java.time.Duration;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.acmespark.model.Fn1;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class OwnCopiesTest {
  enum Side {
    LEFT,
    RIGHT {
      @Override
      public String toString() {
        return "right";
      }
    }
  }

  record Point(double x, double y) {}

  record Signal(String name, double[] samples) {}

  static final class Fixed {
    private final int n = 3;
    private final Point point = new Point(n, 4);

    double x() {
      return point.x();
    }
  }

  static final class Counter {
    private int n;

    int next() {
      return ++n;
    }
  }

  static Stream<Object> constants() {
    int captured = 5;
    Fn1<Integer, Integer> plain = x -> x + 1;
    Fn1<Integer, Integer> capturing = x -> x + captured;
    return Stream.of(
        1,
        2.5,
        'c',
        true,
        "text",
        new BigDecimal("1.5"),
        LocalDate.of(2026, 1, 2),
        Duration.ofSeconds(3),
        Side.LEFT,
        Side.RIGHT,
        new Point(1, 2),
        List.of(1, 2, 3),
        Stream.of("a", null).toList(),
        Set.of("a", "b"),
        Map.of("a", 1),
        List.of(new Point(1, 2), new Point(3, 4)),
        Optional.of("a"),
        new Fixed(),
        plain,
        capturing);
  }

  @ParameterizedTest
  @MethodSource("constants")
  void whatNobodyCanChangeIsItself(Object value) throws Exception {
    assertSame(value, OwnCopies.of(value));
    assertEquals(0, OwnCopies.bytes(value));
    assertEquals(ValueDigest.of(value), ValueDigest.of(value));
  }

  static Stream<Object> primitives() {
    return Stream.of(
        new double[] {1, 2},
        new float[] {1, 2},
        new int[] {1, 2},
        new long[] {1, 2},
        new short[] {1, 2},
        new byte[] {1, 2, 3, 4, 5, 6, 7, 8, 9},
        new char[] {'a', 'b'},
        new boolean[] {true, false});
  }

  @ParameterizedTest
  @MethodSource("primitives")
  void arraysOfPrimitivesAreCopied(Object array) throws Exception {
    Object copy = OwnCopies.of(array);
    assertNotSame(array, copy);
    assertArrayEquals(new Object[] {array}, new Object[] {copy});
    assertEquals(ValueDigest.of(array), ValueDigest.of(copy));
    int last = java.lang.reflect.Array.getLength(array) - 1;
    java.lang.reflect.Array.set(copy, last, java.lang.reflect.Array.get(copy, 0));
    assertNotEquals(ValueDigest.of(array), ValueDigest.of(copy));
  }

  private static void change(Object copy) {
    if (copy instanceof double[][] rows) {
      rows[1][0]++;
    } else if (copy instanceof Object[] values) {
      values[0] = "other";
    } else if (copy instanceof List<?> list) {
      ((double[]) list.get(0))[0]++;
    } else if (copy instanceof Map<?, ?> map) {
      ((double[]) map.get("a"))[0]++;
    } else if (copy instanceof Signal signal) {
      signal.samples()[0]++;
    } else if (copy instanceof Optional<?> optional) {
      ((double[]) optional.get())[0]++;
    }
  }

  static Stream<Arguments> containers() {
    return Stream.<Object>of(
            new double[][] {{1}, {2}},
            new String[] {"a"},
            new ArrayList<>(List.of(new double[] {1})),
            Arrays.asList(new double[] {1}, "b"),
            List.of(new double[] {1}),
            new HashMap<>(Map.of("a", new double[] {1})),
            new LinkedHashMap<>(Map.of("a", new double[] {1})),
            new Signal("s", new double[] {1}),
            Optional.of(new double[] {1}))
        .map(value -> Arguments.of(value));
  }

  @ParameterizedTest
  @MethodSource("containers")
  void whatContainersHoldIsCopiedToo(Object value) throws Exception {
    long before = ValueDigest.of(value);
    Object copy = OwnCopies.of(value);
    assertSame(value.getClass().isArray() ? value.getClass() : copy.getClass(), copy.getClass());
    assertEquals(before, ValueDigest.of(copy));

    change(copy);

    assertNotEquals(before, ValueDigest.of(copy));
    assertEquals(before, ValueDigest.of(value));
  }

  @Test
  void whatTwoPlacesShareIsSharedInTheCopy() throws Exception {
    double[] row = {1};
    double[][] copy = (double[][]) OwnCopies.of(new double[][] {row, row});
    assertSame(copy[0], copy[1]);
    assertNotSame(row, copy[0]);
  }

  static Stream<Object> others() {
    List<Object> itself = new ArrayList<>();
    itself.add(itself);
    return Stream.of(
        new Counter(),
        new StringBuilder("a"),
        new TreeMap<>(Map.of("a", 1)),
        List.of(new Counter()),
        Map.of("a", new Counter()),
        Map.of("a", new double[1]),
        itself);
  }

  @ParameterizedTest
  @MethodSource("others")
  void allElseIsForSerialization(Object value) {
    assertThrows(NotPlainException.class, () -> OwnCopies.of(value));
    assertThrows(NotPlainException.class, () -> OwnCopies.bytes(value));
  }
}
