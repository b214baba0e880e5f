package org.acmespark.checksum;

/**
 * Joins the CRC-32C of two neighbouring parts to that of the whole. Appending n zero bytes to a
 * message is a linear map of its CRC over GF(2), which is a power of the map for one zero bit; see
 * crc32_combine in zlib.
 */
final class Crc32cJoin {
  /** The polynomial of CRC-32C (RFC 3720), bits reversed. */
  private static final int POLYNOMIAL = 0x82F63B78;

  /** {@code ZEROS[k]} is the map for 2^k zero bytes: the images of the 32 bits. */
  private static final int[][] ZEROS = zeros();

  private Crc32cJoin() {}

  /**
   * Returns the CRC of two parts together.
   *
   * @param first CRC of the first part
   * @param second CRC of the second part
   * @param secondBytes length of the second part
   */
  static int join(int first, int second, long secondBytes) {
    int moved = first;
    int k = 0;
    for (long left = secondBytes; left > 0; left >>>= 1) {
      if ((left & 1) == 1) {
        moved = times(ZEROS[k], moved);
      }
      k++;
    }
    return moved ^ second;
  }

  private static int times(int[] map, int vector) {
    int sum = 0;
    for (int bits = vector; bits != 0; bits &= bits - 1) {
      sum ^= map[Integer.numberOfTrailingZeros(bits)];
    }
    return sum;
  }

  private static int[] square(int[] map) {
    int[] square = new int[Integer.SIZE];
    for (int bit = 0; bit < Integer.SIZE; bit++) {
      square[bit] = times(map, map[bit]);
    }
    return square;
  }

  private static int[][] zeros() {
    int[] bit = new int[Integer.SIZE];
    bit[0] = POLYNOMIAL;
    for (int k = 1; k < Integer.SIZE; k++) {
      bit[k] = 1 << (k - 1);
    }
    int[][] powers = new int[Long.SIZE][];
    powers[0] = square(square(square(bit)));
    for (int k = 1; k < powers.length; k++) {
      powers[k] = square(powers[k - 1]);
    }
    return powers;
  }
}
