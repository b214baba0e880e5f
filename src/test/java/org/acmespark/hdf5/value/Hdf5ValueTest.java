package org.acmespark.hdf5.value;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.LinkedList;
import java.util.List;
import java.util.Map;
import org.acmespark.hdf5.EveryValue;
import org.apache.commons.math3.complex.Complex;
import org.junit.jupiter.api.Test;
import ucar.ma2.Array;
import ucar.ma2.ArrayDouble;

class Hdf5ValueTest {
  private static void holds(Object java, ElementType type, long[] shape, Object elements) {
    Hdf5Value value = Hdf5Value.of(java);
    assertEquals(type, value.type());
    assertArrayEquals(shape, value.shape());
    assertEquals(elements.getClass(), value.elements().getClass());
    assertTrue(Arrays.deepEquals(new Object[] {elements}, new Object[] {value.elements()}));
  }

  private static long[] shape(long... lengths) {
    return lengths;
  }

  private static void refuses(Object java, String... words) {
    String message =
        assertThrows(NotStorableException.class, () -> Hdf5Value.of(java)).getMessage();
    for (String word : words) {
      assertTrue(message.contains(word), () -> "\"" + word + "\" is missing in: " + message);
    }
  }

  @Test
  void takesBoxesAsScalars() {
    holds((byte) 1, ElementType.INT8, shape(), new byte[] {1});
    holds((short) 2, ElementType.INT16, shape(), new short[] {2});
    holds(3, ElementType.INT32, shape(), new int[] {3});
    holds(4L, ElementType.INT64, shape(), new long[] {4});
    holds(5f, ElementType.FLOAT32, shape(), new float[] {5});
    holds(6.0, ElementType.FLOAT64, shape(), new double[] {6});
    holds(true, ElementType.BOOL, shape(), new boolean[] {true});
    holds("seven", ElementType.STRING, shape(), new String[] {"seven"});
    holds(new Complex(8, 9), ElementType.COMPLEX128, shape(), new double[] {8, 9});
  }

  @Test
  void doesNotCopyFlatPrimitiveArrays() {
    double[] array = {1, 2, 3};
    assertSame(array, Hdf5Value.of(array).elements());
  }

  @Test
  void copiesAnyValue() {
    EveryValue.BY_NAME.forEach((name, value) -> assertEquals(value, value.copy(), name));
    double[] changes = {1, 2};
    Hdf5Value copy = Hdf5Value.of(changes).copy();
    changes[0] = 3;
    assertArrayEquals(new double[] {1, 2}, (double[]) copy.elements());
  }

  @Test
  void flattensNestedArraysRowByRow() {
    holds(
        new int[][][] {{{1, 2}, {3, 4}, {5, 6}}, {{7, 8}, {9, 10}, {11, 12}}},
        ElementType.INT32,
        shape(2, 3, 2),
        new int[] {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12});
    holds(
        new boolean[][] {{true}, {false}},
        ElementType.BOOL,
        shape(2, 1),
        new boolean[] {true, false});
    holds(new Double[] {1.0, 2.0}, ElementType.FLOAT64, shape(2), new double[] {1, 2});
    holds(new String[][] {{"a", "b"}}, ElementType.STRING, shape(1, 2), new String[] {"a", "b"});
    holds(
        new Complex[] {Complex.I, Complex.ONE},
        ElementType.COMPLEX128,
        shape(2),
        new double[] {0, 1, 1, 0});
  }

  @Test
  void takesListsOfNumbersAtTheNarrowestCommonType() {
    holds(List.of(1, 2, 3), ElementType.INT32, shape(3), new int[] {1, 2, 3});
    holds(List.of(1, 2.5), ElementType.FLOAT64, shape(2), new double[] {1, 2.5});
    holds(List.of(1, 2L), ElementType.INT64, shape(2), new long[] {1, 2});
    holds(List.of((short) 1, 2f), ElementType.FLOAT32, shape(2), new float[] {1, 2});
    holds(List.of(16777217, 2f), ElementType.FLOAT64, shape(2), new double[] {16777217, 2});
    holds(List.of(1, Complex.I), ElementType.COMPLEX128, shape(2), new double[] {1, 0, 0, 1});
    holds(new LinkedList<>(List.of("x")), ElementType.STRING, shape(1), new String[] {"x"});
    holds(
        List.of(List.of(1, 2), new long[] {3, 4}),
        ElementType.INT64,
        shape(2, 2),
        new long[] {1, 2, 3, 4});
    holds(
        List.of(new double[] {1}, List.of(Complex.I)),
        ElementType.COMPLEX128,
        shape(2, 1),
        new double[] {1, 0, 0, 1});
  }

  @Test
  void keepsTheShapeOfWhatIsEmpty() {
    holds(new int[0], ElementType.INT32, shape(0), new int[0]);
    holds(new float[0][], ElementType.FLOAT32, shape(0, 0), new float[0]);
    holds(new double[3][0], ElementType.FLOAT64, shape(3, 0), new double[0]);
    holds(List.of(), ElementType.FLOAT64, shape(0), new double[0]);
    holds(List.of(List.of(), List.of()), ElementType.FLOAT64, shape(2, 0), new double[0]);
    holds(new String[0], ElementType.STRING, shape(0), new String[0]);
  }

  @Test
  void takesNetcdfJavaArraysAlsoWhereTheyAreViews() {
    Array array = Array.factory(new double[][] {{1, 2, 3}, {4, 5, 6}});
    holds(array, ElementType.FLOAT64, shape(2, 3), new double[] {1, 2, 3, 4, 5, 6});
    holds(array.transpose(0, 1), ElementType.FLOAT64, shape(3, 2), new double[] {1, 4, 2, 5, 3, 6});
    ArrayDouble.D0 scalar = new ArrayDouble.D0();
    scalar.set(7);
    holds(scalar, ElementType.FLOAT64, shape(), new double[] {7});
  }

  @Test
  void refusesRaggedArraysAndSaysWhere() {
    refuses(new int[][] {{1, 2}, {3}}, "ragged", "[1] has 1", "[0] has 2");
    refuses(List.of(List.of(1), List.of(2, 3)), "ragged", "[1] has 2", "[0] has 1");
    refuses(List.of(1, List.of(2)), "ragged", "[1]");
    refuses(List.of(List.of(1), 2), "ragged", "[1]");
    refuses(new Object[] {new Object[] {List.of(1)}, new int[] {2}}, "ragged", "[1]");
  }

  @Test
  void refusesWhatHdf5CannotHoldAndSaysWhatItIs() {
    refuses(null, "null");
    refuses(new String[] {"a", null}, "null", "[1]");
    refuses(new double[][] {{1}, null}, "null", "[1]");
    refuses(Map.of("a", 1), "Map");
    refuses(List.of(1, new BitSet()), "BitSet", "[1]");
    refuses(List.of(1, new StringBuilder()), "str", "[1]", "int32");
    refuses(List.of(1, 'c'), "str", "[1]", "int32");
    refuses(List.of(1, "two"), "str", "[1]", "int32");
    refuses(List.of(true, 1), "int32", "bool");
    refuses(List.of(0.5, (1L << 53) + 1), "9007199254740993");
    refuses("a\0b", "NUL");
    refuses(new String[] {"fine", "\ud800"}, "Unicode", "1");
    List<Object> itself = new ArrayList<>();
    itself.add(itself);
    refuses(itself, "32 dimensions");
  }

  @Test
  void refusesElementsThatDoNotFitTheShape() {
    assertThrows(
        IllegalArgumentException.class,
        () -> Hdf5Value.flat(ElementType.INT32, shape(2, 2), new int[3]));
    assertThrows(
        IllegalArgumentException.class,
        () -> Hdf5Value.flat(ElementType.INT32, shape(2), new long[2]));
    assertThrows(
        IllegalArgumentException.class,
        () -> Hdf5Value.flat(ElementType.COMPLEX64, shape(2), new float[2]));
    assertThrows(
        IllegalArgumentException.class,
        () -> Hdf5Value.flat(ElementType.INT32, shape(-1), new int[1]));
  }

  @Test
  void comesBackAsJavaCodeWouldWriteIt() {
    int[][] matrix = {{1, 2, 3}, {4, 5, 6}};
    assertArrayEquals(matrix, (int[][]) Hdf5Value.of(matrix).toJava());
    assertEquals(2.5, Hdf5Value.of(2.5).toJava());
    assertEquals("a", Hdf5Value.of("a").toJava());
    assertEquals(Complex.I, Hdf5Value.of(Complex.I).toJava());
    Complex[][] complex = {{Complex.I}, {Complex.ONE}};
    assertArrayEquals(complex, (Complex[][]) Hdf5Value.of(complex).toJava());
    assertArrayEquals(new double[3][0], (double[][]) Hdf5Value.of(new double[3][0]).toJava());
    double[] own = {1, 2};
    assertNotSame(own, Hdf5Value.of(own).toJava());
    assertArrayEquals(own, (double[]) Hdf5Value.of(own).toJava());
  }

  @Test
  void widensWhatJavaHasNoTypeFor() {
    Hdf5Value bytes = Hdf5Value.flat(ElementType.UINT8, shape(2), new byte[] {-1, 1});
    assertArrayEquals(new short[] {255, 1}, (short[]) bytes.toJava());
    Hdf5Value shorts = Hdf5Value.flat(ElementType.UINT16, shape(), new short[] {-1});
    assertEquals(65535, shorts.toJava());
    Hdf5Value ints = Hdf5Value.flat(ElementType.UINT32, shape(), new int[] {-1});
    assertEquals(4294967295L, ints.toJava());
    Hdf5Value longs = Hdf5Value.flat(ElementType.UINT64, shape(), new long[] {-1});
    assertEquals(new BigInteger("18446744073709551615"), longs.toJava());
    assertEquals(7L, Hdf5Value.flat(ElementType.UINT64, shape(), new long[] {7}).toJava());
    Hdf5Value half = Hdf5Value.flat(ElementType.FLOAT16, shape(), new short[] {0x3C00});
    assertEquals(1f, half.toJava());
  }

  @Test
  void countsBytes() {
    assertEquals(8, Hdf5Value.of(1.0).bytes());
    assertEquals(24, Hdf5Value.of(new int[2][3]).bytes());
    assertEquals(16, Hdf5Value.of(Complex.I).bytes());
  }
}
