package org.acmespark.hdf5;

import java.util.LinkedHashMap;
import java.util.Map;
import org.acmespark.hdf5.value.ElementType;
import org.acmespark.hdf5.value.Hdf5Value;
import org.apache.commons.math3.complex.Complex;

/** One value of every kind that can be stored, under the names that the judges' scripts use. */
public final class EveryValue {
  public static final Map<String, Hdf5Value> BY_NAME = new LinkedHashMap<>();

  static {
    put("int8", (byte) -8);
    put("int16", new short[] {-16, 16});
    put("int32", new int[][] {{1, 2, 3}, {4, 5, 6}});
    put("int64", 1L << 62);
    flat("uint8", ElementType.UINT8, new byte[] {-1});
    flat("uint16", ElementType.UINT16, new short[] {-1});
    flat("uint32", ElementType.UINT32, new int[] {-1});
    flat("uint64", ElementType.UINT64, new long[] {-1});
    short[] halves = {0x3C00, (short) 0xB800}; // 1 and -0.5 in IEEE 754 binary16
    BY_NAME.put("float16", Hdf5Value.flat(ElementType.FLOAT16, new long[] {2}, halves));
    put("float32", new float[][][] {{{1.5f}}});
    put("float64", 0.1);
    put("bool", new boolean[] {true, false});
    put("bool_scalar", true);
    flat("complex64", ElementType.COMPLEX64, new float[] {1, 2});
    put("complex128", new Complex[][] {{new Complex(1, 2)}, {new Complex(3, -4)}});
    put("complex_scalar", new Complex(0, 0.5));
    put("empty", new double[0]);
    put("empty_rows", new int[3][0]);
    put("string", "Grüße, 世界 \ud83d\ude00");
    put("strings", new String[] {"a", "", "ü"});
    put("no_strings", new String[0]);
  }

  private EveryValue() {}

  private static void put(String name, Object java) {
    BY_NAME.put(name, Hdf5Value.of(java));
  }

  private static void flat(String name, ElementType type, Object elements) {
    BY_NAME.put(name, Hdf5Value.flat(type, new long[] {1}, elements));
  }
}
