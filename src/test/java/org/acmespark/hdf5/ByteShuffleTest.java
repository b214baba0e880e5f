package org.acmespark.hdf5;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ByteShuffleTest {
  @ParameterizedTest
  @CsvSource({"1,5", "2,9", "4,16", "8,0", "8,7", "8,8", "8,27", "8,1024", "16,11"})
  void everyByteGoesToItsPlace(int size, int count) {
    byte[] elements = new byte[size * count];
    new Random(size + count).nextBytes(elements);
    byte[] shuffled = new byte[elements.length];
    ByteShuffle.shuffle(elements, size, shuffled);
    for (int k = 0; k < count; k++) {
      for (int b = 0; b < size; b++) {
        assertEquals(elements[k * size + b], shuffled[b * count + k], "byte " + b + " of " + k);
      }
    }
  }
}
