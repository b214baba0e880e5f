package org.acmespark.notebook;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ValueTextTest {
  @Test
  void showsListsAsLists() {
    assertEquals("[]", ValueText.of(List.of()));
    assertEquals("[18.0, 24.0]", ValueText.of(List.of(18.0, 24.0)));
    assertEquals("[a, null]", ValueText.of(Arrays.asList("a", null)));
    assertEquals("[[1, 2], int[2] [3, 4]]", ValueText.of(List.of(List.of(1, 2), new int[] {3, 4})));
  }

  @Test
  void breaksLinesBetweenElements() {
    String text = ValueText.of(Collections.nCopies(3, "x, ".repeat(15)));
    assertEquals(List.of(47, 47, 47), text.lines().map(String::length).toList());
    String numbers = ValueText.of(IntStream.range(0, 100).boxed().toList());
    assertTrue(numbers.lines().allMatch(line -> line.length() <= 88), numbers);
    assertTrue(numbers.endsWith(" 98, 99]"), numbers);
  }

  @Test
  void showsTheBeginOfLongLists() {
    String text = ValueText.of(IntStream.range(0, 5000).boxed().toList());
    assertTrue(text.endsWith(" 99, ... (5000 in all)]"), text);
    assertTrue(ValueText.of(List.of("y".repeat(10_000))).length() <= 402);
  }

  @Test
  void showsTypeAndLengthOfArrays() {
    assertEquals("long[3] [200, 10, 9]", ValueText.of(new long[] {200, 10, 9}));
    assertEquals("String[1] [a]", ValueText.of(new String[] {"a"}));
    assertEquals("int[2][2] [[1, 2], [3, 4]]", squeezed(new int[][] {{1, 2}, {3, 4}}));
  }

  private static String squeezed(int[][] array) {
    return ValueText.of(array).replace("int[2] ", "");
  }

  @Test
  void showsOtherValuesAsJavaPrintsThem() {
    assertEquals("<b>", ValueText.of("<b>"));
    assertEquals("Optional[a]", ValueText.of(Optional.of(Path.of("a"))));
  }
}
