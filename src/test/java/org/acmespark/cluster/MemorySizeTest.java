package org.acmespark.cluster;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MemorySizeTest {
  @ParameterizedTest
  @CsvSource({
    "8GB, 8192",
    "8GiB, 8192",
    "8g, 8192",
    "8.5GB, 8704",
    "0.5g, 512",
    "512000K, 500",
    "512000kb, 500",
    "1025K, 2",
    "12000MB, 12000",
    "12000, 12000",
    "1T, 1048576",
    "1.5 TiB, 1572864",
  })
  void readsSizesInMebibytes(String text, long mib) {
    assertEquals(mib, MemorySize.parse("memPerWorker", text).mib());
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "much", "8GBit", "12B", "8.5", "-1GB", "1,5GB", "8 G B", "iB"})
  void refusesAllElse(String text) {
    var e =
        assertThrows(IllegalArgumentException.class, () -> MemorySize.parse("memPerWorker", text));
    assertEquals(
        "memPerWorker is %s, but must be a size such as 8GB, 8.5GB, 12000MB or 512000K"
            .formatted(text),
        e.getMessage());
  }

  @Test
  void refusesNothingAndMoreThanThereIs() {
    for (String text : new String[] {"0GB", "0", "0.0K", "1025TB", "999999999999T"}) {
      var e = assertThrows(IllegalArgumentException.class, () -> MemorySize.parse("size", text));
      assertTrue(e.getMessage().contains("above 0 and at most 1024TB"), e.getMessage());
    }
  }

  /** In Turkish, the small letter of I is another. */
  @Test
  void readsTheSameInEveryLanguage() {
    Locale before = Locale.getDefault();
    try {
      Locale.setDefault(Locale.forLanguageTag("tr-TR"));
      assertEquals(8192, MemorySize.parse("memPerWorker", "8gib").mib());
    } finally {
      Locale.setDefault(before);
    }
  }

  @Test
  void propertiesAndTheApiReadTheSameForms() {
    SlurmOptions said =
        SlurmOptions.builder()
            .memPerWorker("8.5GB")
            .set("memCushion", "512000K")
            .timeLimit("1-12")
            .set("setupTimeout", "1.5min")
            .set("notice", "90s")
            .build();
    assertEquals(8704, said.memPerWorker().orElseThrow().mib());
    assertEquals(500, said.memCushion().mib());
    assertEquals(Duration.ofHours(36), said.timeLimit().orElseThrow());
    assertEquals(Duration.ofSeconds(90), said.setupTimeout());
    assertEquals(Duration.ofSeconds(90), said.notice());
    assertThrows(
        IllegalArgumentException.class, () -> SlurmOptions.builder().set("setupTimeout", "60"));
  }
}
