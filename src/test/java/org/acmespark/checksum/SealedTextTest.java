package org.acmespark.checksum;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.charset.StandardCharsets;
import org.acmespark.checksum.SealedText.State;
import org.junit.jupiter.api.Test;

class SealedTextTest {
  private static final String OTHER = "\"crc32c\":";
  private static final String PLAIN = "{\"index\":3,\"crc32c\":[\"0badcafe\"],\"name\":\"\u00e4\"}";

  @Test
  void findsEveryFlippedBit() {
    byte[] sealed = SealedText.seal(PLAIN).getBytes(StandardCharsets.UTF_8);
    assertEquals(State.INTACT, SealedText.state(sealed, OTHER));
    for (int bit = 0; bit < sealed.length * 8; bit++) {
      sealed[bit / 8] ^= (byte) (1 << bit % 8);
      assertEquals(State.DAMAGED, SealedText.state(sealed, OTHER), "bit " + bit);
      sealed[bit / 8] ^= (byte) (1 << bit % 8);
    }
  }

  @Test
  void theSealIsTheLastField() {
    assertEquals("{\"a\":1,\"check\":\"", SealedText.seal("{\"a\":1\n}").substring(0, 16));
    assertEquals(PLAIN, SealedText.unseal(SealedText.seal(PLAIN)));
  }

  @Test
  void textsOfEarlierVersionsAreUnsealed() {
    assertEquals(State.UNSEALED, SealedText.state("{\"index\":3,\"file\":\"f.h5\"}", OTHER));
    assertEquals(State.UNSEALED, SealedText.state("", OTHER));
  }
}
