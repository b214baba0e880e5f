package org.acmespark.hdf5;

/**
 * HDF5's fletcher32 filter: Fletcher's checksum of the bytes of a chunk, taken as big-endian 16-bit
 * words, the last one filled up with zeros (J. G. Fletcher, IEEE Transactions on Communications 30,
 * 1982). As in the library, sums are reduced by adding their halves, so a sum that is a multiple of
 * 65535 and not 0 is 0xffff.
 */
final class Fletcher32 {
  /** After so many words a sum of sums still fits into 63 bits. */
  private static final int WORDS = 1 << 20;

  private Fletcher32() {}

  /** Returns the checksum of the first bytes of an array. */
  public static int of(byte[] bytes, int length) {
    long sum = 0;
    long sumOfSums = 0;
    int words = length / 2;
    for (int word = 0; word < words; ) {
      int end = Math.min(words, word + WORDS);
      for (; word < end; word++) {
        sum += (bytes[2 * word] & 0xFF) << Byte.SIZE | bytes[2 * word + 1] & 0xFF;
        sumOfSums += sum;
      }
      sum = reduced(sum);
      sumOfSums = reduced(sumOfSums);
    }
    if (length % 2 == 1) {
      sum += (bytes[length - 1] & 0xFF) << Byte.SIZE;
      sumOfSums += sum;
    }
    return (int) (reduced(sumOfSums) << Short.SIZE | reduced(sum));
  }

  private static long reduced(long sum) {
    long reduced = sum;
    while (reduced > 0xFFFF) {
      reduced = (reduced & 0xFFFF) + (reduced >>> Short.SIZE);
    }
    return reduced;
  }
}
