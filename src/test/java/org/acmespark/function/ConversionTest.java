package org.acmespark.function;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.File;
import java.lang.reflect.Type;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.acmespark.plan.Sequences;
import org.junit.jupiter.api.Test;

class ConversionTest {
  @SuppressWarnings("unused") // its parameter types are read by reflection
  static void generic(
      List<Double> doubles,
      List<List<Integer>> nested,
      List<String>[] lists,
      Optional<Double> maybe,
      Map<String, Double> map,
      List<? extends Number> wild) {}

  @Test
  void numbersAreWidened() {
    assertEquals(3.0, convert(3, double.class));
    assertEquals(3L, convert(3, long.class));
    assertEquals(3.0f, convert((byte) 3, float.class));
    assertEquals(3.0, convert(3, Double.class));
    assertEquals(BigInteger.TWO, convert(2, BigInteger.class));
    assertEquals(new BigDecimal("2.5"), convert(2.5, BigDecimal.class));
    assertEquals(3, convert(3, Number.class));
    assertEquals(9007199254740992.0, convert(1L << 53, double.class));
  }

  @Test
  void numbersAreNarrowedWhereNothingIsLost() {
    assertEquals(3, convert(3.0, int.class));
    assertEquals((byte) -128, convert(-128L, byte.class));
    assertEquals((short) 300, convert(300, short.class));
    assertEquals(0.1f, convert(0.1, float.class));
    assertEquals(5L, convert(new BigInteger("5"), long.class));
    assertEquals(Double.NaN, convert(Float.NaN, double.class));
    assertEquals(Float.POSITIVE_INFINITY, convert(Double.POSITIVE_INFINITY, float.class));
  }

  @Test
  void refusesLossNamingArgumentValueAndRule() {
    assertEquals(
        "argument n is 3.5, which cannot become an int without loss: it has a fraction",
        refusal(3.5, int.class));
    assertEquals(
        "argument n is 300, which cannot become a byte without loss: it is out of range",
        refusal(300, byte.class));
    assertEquals(
        "argument n is 9007199254740993, which cannot become a double without loss: it would be rounded",
        refusal((1L << 53) + 1, double.class));
    assertTrue(refusal(16777217, float.class).endsWith("it would be rounded"));
    assertTrue(refusal(1e300, float.class).endsWith("it is out of range"));
    assertTrue(refusal(Double.NaN, int.class).endsWith("it is not a finite number"));
    assertTrue(refusal(BigInteger.ONE.shiftLeft(64), long.class).endsWith("it is out of range"));
    assertTrue(refusal(Long.MAX_VALUE, int.class).endsWith("it is out of range"));
  }

  @Test
  void listsBecomeArraysOfAnyRank() {
    assertArrayEquals(new double[] {1, 2.5}, (double[]) convert(List.of(1, 2.5), double[].class));
    assertArrayEquals(new int[] {1, 2}, (int[]) convert(List.of(1, 2.0), int[].class));
    assertArrayEquals(
        new float[][] {{1, 2}, {3, 4}},
        (float[][]) convert(List.of(List.of(1, 2), List.of(3, 4)), float[][].class));
    assertArrayEquals(
        new long[][][] {{{1}, {2}}},
        (long[][][]) convert(List.of(List.of(List.of(1), List.of(2))), long[][][].class));
    assertArrayEquals(
        new String[] {"a", "b"}, (String[]) convert(List.of("a", "b"), String[].class));
    assertArrayEquals(
        new boolean[] {true, false}, (boolean[]) convert(List.of(true, false), boolean[].class));
    assertArrayEquals(new double[0], (double[]) convert(List.of(), double[].class));
  }

  @Test
  void sequencesAndArraysBecomeArrays() {
    assertArrayEquals(
        new double[] {0, 1, 2}, (double[]) convert(Sequences.range(0, 3, 1), double[].class));
    assertArrayEquals(new double[] {1, 2}, (double[]) convert(new int[] {1, 2}, double[].class));
    double[] same = {1};
    assertSame(same, convert(same, double[].class));
  }

  @Test
  void refusesOneBadElementByItsIndex() {
    assertTrue(
        refusal(List.of(List.of(1, 2), List.of(3, 4.5)), int[][].class)
            .startsWith("argument n[1][1] is 4.5, which"));
    assertEquals(
        "argument n[1] is \"x\", but its parameter takes double",
        refusal(List.of(1, "x"), double[].class));
    assertTrue(refusal(Arrays.asList(1, null), int[].class).startsWith("argument n[1] is null"));
  }

  @Test
  void refusesRaggedArrays() {
    assertEquals(
        "argument n is ragged: n[0] has shape [2] and n[1] has shape [1]; an array must be rectangular",
        refusal(List.of(List.of(1, 2), List.of(3)), int[][].class));
    assertTrue(
        refusal(List.of(List.of(List.of(1)), List.of(List.of(1, 2))), int[][][].class)
            .contains("ragged"));
  }

  @Test
  void listsKeepWhatTheirTypeSays() throws Exception {
    assertEquals(List.of(1.0, 2.0), convert(List.of(1, 2), parameter(0)));
    assertEquals(List.of(1.0, 2.0), convert(new int[] {1, 2}, parameter(0)));
    assertEquals(List.of(List.of(1), List.of(2)), convert(new int[][] {{1}, {2}}, parameter(1)));
    assertEquals(List.of("a"), ((List<?>[]) convert(List.of(List.of("a")), parameter(2)))[0]);
    assertEquals(List.of(1, 2.5), convert(List.of(1, 2.5), parameter(5)));
    assertTrue(
        assertThrows(
                IllegalArgumentException.class,
                () -> Conversion.convert(List.of(1, "x"), parameter(0), "n"))
            .getMessage()
            .startsWith("argument n[1] is \"x\", but its parameter takes Double"));
  }

  @Test
  void optionalsMayBeLeftNull() throws Exception {
    assertEquals(Optional.of(3.0), convert(3, parameter(3)));
    assertEquals(Optional.empty(), convert(null, parameter(3)));
    assertEquals("argument n is null, which is not a value of double", refusal(null, double.class));
  }

  @Test
  void mapsConvertTheirValues() throws Exception {
    assertEquals(Map.of("a", 1.0), convert(Map.of("a", 1), parameter(4)));
    assertEquals(Map.of("a", 1), convert(Map.of("a", 1), Object.class));
  }

  @Test
  void textBecomesWhatTextCanMean() {
    assertEquals("low", convert("low", String.class));
    assertEquals('l', convert("l", char.class));
    assertEquals(Path.of("a/b"), convert("a/b", Path.class));
    assertEquals(new File("a"), convert("a", File.class));
    assertEquals(TimeUnit.DAYS, convert("DAYS", TimeUnit.class));
    assertEquals("l", convert('l', String.class));
  }

  @Test
  void refusesTextThatMeansSomethingElse() {
    assertTrue(refusal("FORTNIGHTS", TimeUnit.class).contains("TimeUnit has only [NANOSECONDS,"));
    assertEquals("argument n is \"4\", but its parameter takes int", refusal("4", int.class));
    assertTrue(refusal(4, String.class).contains("write \"4\" if it is meant as text"));
    assertTrue(refusal(4, double[].class).contains("write [...] around it"));
    assertTrue(refusal(1, boolean.class).startsWith("argument n is 1, but its parameter takes b"));
    assertTrue(refusal("ab", char.class).contains("takes char"));
  }

  @Test
  void objectsTakeListsOfNumbersAsArrays() {
    assertArrayEquals(new int[] {1, 2}, (int[]) convert(List.of(1, 2), Object.class));
    assertArrayEquals(
        new double[][] {{1, 2.5}, {3, 4}},
        (double[][]) convert(List.of(List.of(1, 2.5), List.of(3L, 4)), Object.class));
    assertArrayEquals(new long[] {1, 2}, (long[]) convert(List.of(1, 2L), Object.class));
    assertArrayEquals(new boolean[] {true}, (boolean[]) convert(List.of(true), Object.class));
    for (List<?> other :
        List.of(
            List.of(),
            List.of("a", "b"),
            List.of(1, true),
            List.of(List.of(1), 2),
            List.of(List.of(1), List.of(2, 3)))) {
      assertSame(other, convert(other, Object.class));
    }
  }

  @Test
  void kindsDecideWhatFits() throws Exception {
    assertTrue(Conversion.fits(3, double.class));
    assertTrue(Conversion.fits(List.of(1, 2), double[].class));
    assertFalse(Conversion.fits(List.of(1, 2), double.class));
    assertFalse(Conversion.fits(1, double[].class));
    assertFalse(Conversion.fits(List.of(1, 2), double[][].class));
    assertTrue(Conversion.fits(List.of(List.of(1)), double[][].class));
    assertFalse(Conversion.fits(List.of("a"), String.class));
    assertTrue(Conversion.fits("a", String.class));
    assertTrue(Conversion.fits("DAYS", TimeUnit.class));
    assertFalse(Conversion.fits("a", double.class));
    assertTrue(Conversion.fits(List.of(1), parameter(0)));
    assertFalse(Conversion.fits(List.of(List.of(1)), parameter(0)));
    assertTrue(Conversion.fits(List.of(1), Object.class));
    assertTrue(Conversion.fits(null, parameter(3)));
    assertTrue(Conversion.fits(new double[3][2], double[][].class));
    assertFalse(Conversion.fits(new double[3][2], double[].class));
  }

  private static Type parameter(int position) throws NoSuchMethodException {
    return Arrays.stream(ConversionTest.class.getDeclaredMethods())
        .filter(method -> method.getName().equals("generic"))
        .findFirst()
        .orElseThrow(NoSuchMethodException::new)
        .getGenericParameterTypes()[position];
  }

  private static Object convert(Object value, Type target) {
    return Conversion.convert(value, target, "n");
  }

  private static String refusal(Object value, Type target) {
    return assertThrows(IllegalArgumentException.class, () -> convert(value, target)).getMessage();
  }

  static double sumOfScala(scala.collection.immutable.List<Object> values) {
    return values.size();
  }

  @Test
  void saysThatAParameterTakesScalasList() throws Exception {
    var type =
        ConversionTest.class.getDeclaredMethod("sumOfScala", scala.collection.immutable.List.class)
            .getGenericParameterTypes()[0];
    var refusal =
        assertThrows(
            IllegalArgumentException.class,
            () -> Conversion.convert(List.of(1.0, 2.0), type, "values"));
    assertEquals(
        "argument values is a list of 2 values, but its parameter takes Scala's List<Object>;"
            + " declare an array, or java.util's collection, which are filled from lists",
        refusal.getMessage());
  }

  @Test
  void arraysLoseDimensionsOfLengthOneForWhichThereIsNoPlace() {
    assertEquals(2.5, Conversion.convert(new double[][] {{2.5}}, double.class, "x"));
    assertArrayEquals(
        new double[] {1, 2},
        (double[]) Conversion.convert(new double[][] {{1}, {2}}, double[].class, "x"));
    assertArrayEquals(
        new float[] {1, 2},
        (float[]) Conversion.convert(new double[][][] {{{1}, {2}}}, float[].class, "x"));
    assertArrayEquals(
        new int[][] {{1}}, (int[][]) Conversion.convert(new int[][][] {{{1}}}, int[][].class, "x"));
    for (Object many : new Object[] {new double[][] {{1, 2}}, new double[] {1}}) {
      assertThrows(
          IllegalArgumentException.class, () -> Conversion.convert(many, double.class, "x"));
    }
    assertThrows(
        IllegalArgumentException.class,
        () -> Conversion.convert(new double[][] {{1, 2}, {3, 4}}, double[].class, "x"));
    assertEquals(true, Conversion.fits(new double[][] {{2.5}}, double.class));
  }
}
