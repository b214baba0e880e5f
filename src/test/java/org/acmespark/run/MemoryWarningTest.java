package org.acmespark.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class MemoryWarningTest {
  private final List<String> warnings = new ArrayList<>();

  @Test
  void warnsOnceWhenAQuarterOfTheHeapIsTaken() {
    var memoryWarning = new MemoryWarning(4 << 20, warnings::add);
    memoryWarning.accept(new double[100_000]);
    assertEquals(List.of(), warnings);
    memoryWarning.accept(new Object[] {new double[20_000], new byte[100_000], new long[10_000]});
    memoryWarning.accept(new double[100_000]);
    assertEquals(1, warnings.size());
    assertTrue(
        warnings.get(0).contains("more than 1 MB, a quarter of the driver's heap of 4 MB"),
        warnings.get(0));
    assertTrue(warnings.get(0).contains("inMemory"), warnings.get(0));
  }
}
