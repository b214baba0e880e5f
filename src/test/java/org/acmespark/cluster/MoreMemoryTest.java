package org.acmespark.cluster;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MoreMemoryTest {
  @ParameterizedTest
  @CsvSource({"2x, 512, 1024", "1.5x, 1001, 1502", "8GB, 512, 8192", "12000, 512, 12000"})
  void isAFactorOrASize(String text, long before, long next) {
    assertEquals(OptionalLong.of(next), MoreMemory.parse("retryMemory", text).than(before));
  }

  @Test
  void aSizeIsMoreOnlyOnce() {
    MoreMemory size = MoreMemory.parse("retryMemory", "1GB");
    assertEquals(OptionalLong.empty(), size.than(1024));
    assertEquals(OptionalLong.empty(), size.than(2000));
  }

  @ParameterizedTest
  @CsvSource({
    "1x, a factor must be above 1",
    "0.5x, a factor must be above 1",
    "x, must be a factor such as 2x",
    "twice, must be a factor such as 2x",
    "-2x, must be a factor such as 2x"
  })
  void refusesTextsThatAreNeither(String text, String words) {
    var e =
        assertThrows(IllegalArgumentException.class, () -> MoreMemory.parse("retryMemory", text));
    assertTrue(e.getMessage().startsWith("retryMemory is " + text + ","), e.getMessage());
    assertTrue(e.getMessage().contains(words), e.getMessage());
  }
}
