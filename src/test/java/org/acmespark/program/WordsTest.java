package org.acmespark.program;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.List;
import org.acmespark.Judges;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WordsTest {
  /** The judge is a shell. */
  @ParameterizedTest(name = "{0}")
  @ValueSource(
      strings = {
        "fit --in x",
        "  fit\t--in   x ",
        "fit 'a b' \"c d\"",
        "fit a'b c'd\"e f\"g",
        "fit '' \"\" x",
        "fit 'it'\\''s' \"say \\\"no\\\"\"",
        "fit a\\ b \\'c \"d\\\\e\" \"f\\g\" 'h\\i'",
        "fit '|' \\; \"<x\"",
        "awk '{print $1}' file"
      })
  void splitsAsAShellDoes(String command) throws IOException {
    Judges.Outcome shell = Judges.run(List.of("/bin/sh", "-c", "printf '[%s]\\n' " + command));
    assertEquals(
        shell.output().lines().toList(),
        Words.of(command).stream().map(word -> "[" + word + "]").toList());
  }

  @ParameterizedTest(name = "{0}")
  @ValueSource(strings = {"a | b", "a > b", "a 2>&1", "a && b", "a ; b", "a <in", "a >>x", "a &"})
  void refusesWhatMeansSomethingToAShellAlone(String command) {
    String message =
        assertThrows(IllegalArgumentException.class, () -> Words.of(command)).getMessage();
    assertTrue(message.contains("--shell"), message);
  }

  @Test
  void refusesQuotationMarksThatAreNotClosed() {
    for (String command : List.of("a 'b", "a \"b", "a 'b\"")) {
      String message =
          assertThrows(IllegalArgumentException.class, () -> Words.of(command)).getMessage();
      assertTrue(message.contains("is not closed"), message);
    }
  }
}
