package org.acmespark.hdf5;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * HDF5's shuffle filter: the first bytes of all elements first, then the second ones, and so on
 * (HDF5 File Format Specification 3.0, section IV.A.2.l).
 *
 * <p>Elements of eight bytes are transposed eight at a time, as an 8 x 8 block, in three rounds of
 * swaps (H. S. Warren, Hacker's Delight, 2nd edition, section 7-3, with bytes for bits).
 */
final class ByteShuffle {
  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
  private static final int BLOCK = Long.BYTES;

  private ByteShuffle() {}

  /** Shuffles {@code elements} of {@code size} bytes each into an array of the same length. */
  public static void shuffle(byte[] elements, int size, byte[] shuffled) {
    int count = elements.length / size;
    int done = 0;
    if (size == BLOCK) {
      for (; done + BLOCK <= count; done += BLOCK) {
        transpose(elements, done, shuffled, count);
      }
    }
    for (int b = 0; b < size; b++) {
      for (int k = done; k < count; k++) {
        shuffled[b * count + k] = elements[k * size + b];
      }
    }
  }

  private static void transpose(byte[] elements, int first, byte[] shuffled, int count) {
    long e0 = element(elements, first);
    long e1 = element(elements, first + 1);
    long e2 = element(elements, first + 2);
    long e3 = element(elements, first + 3);
    long e4 = element(elements, first + 4);
    long e5 = element(elements, first + 5);
    long e6 = element(elements, first + 6);
    long e7 = element(elements, first + 7);

    long f0 = low(e0, e4, Integer.SIZE, 0x00000000FFFFFFFFL);
    long f1 = low(e1, e5, Integer.SIZE, 0x00000000FFFFFFFFL);
    long f2 = low(e2, e6, Integer.SIZE, 0x00000000FFFFFFFFL);
    long f3 = low(e3, e7, Integer.SIZE, 0x00000000FFFFFFFFL);
    long f4 = high(e0, e4, Integer.SIZE, 0x00000000FFFFFFFFL);
    long f5 = high(e1, e5, Integer.SIZE, 0x00000000FFFFFFFFL);
    long f6 = high(e2, e6, Integer.SIZE, 0x00000000FFFFFFFFL);
    long f7 = high(e3, e7, Integer.SIZE, 0x00000000FFFFFFFFL);

    lastRounds(f0, f1, f2, f3, shuffled, first, count);
    lastRounds(f4, f5, f6, f7, shuffled, first + 4 * count, count);
  }

  /** Performs the last two rounds on half of the block: four rows at distance {@code count}. */
  private static void lastRounds(
      long f0, long f1, long f2, long f3, byte[] shuffled, int at, int count) {
    long g0 = low(f0, f2, Short.SIZE, 0x0000FFFF0000FFFFL);
    long g1 = low(f1, f3, Short.SIZE, 0x0000FFFF0000FFFFL);
    long g2 = high(f0, f2, Short.SIZE, 0x0000FFFF0000FFFFL);
    long g3 = high(f1, f3, Short.SIZE, 0x0000FFFF0000FFFFL);

    LONG.set(shuffled, at, low(g0, g1, Byte.SIZE, 0x00FF00FF00FF00FFL));
    LONG.set(shuffled, at + count, high(g0, g1, Byte.SIZE, 0x00FF00FF00FF00FFL));
    LONG.set(shuffled, at + 2 * count, low(g2, g3, Byte.SIZE, 0x00FF00FF00FF00FFL));
    LONG.set(shuffled, at + 3 * count, high(g2, g3, Byte.SIZE, 0x00FF00FF00FF00FFL));
  }

  private static long element(byte[] elements, int k) {
    return (long) LONG.get(elements, k * Long.BYTES);
  }

  /** Combines the masked low parts of both; those of {@code y} take the high positions. */
  private static long low(long x, long y, int shift, long mask) {
    return x & mask | (y & mask) << shift;
  }

  /** Combines the high parts of both; those of {@code x} take the low positions. */
  private static long high(long x, long y, int shift, long mask) {
    return x >>> shift & mask | y & ~mask;
  }
}
