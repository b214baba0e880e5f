package org.acmespark.docs;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Keeps constructions out of comments, messages and pages that readers have to decode. A page or a
 * package is checked once it has been rewritten; add yours to the lists.
 */
class PlainEnglishTest {
  /** Packages whose comments and messages are checked, with those below them. */
  private static final List<String> PACKAGES =
      List.of(
          "store",
          "hdf5",
          "reading",
          "cluster",
          "function",
          "plan",
          "model",
          "run",
          "display",
          "report",
          "binding",
          "notebook",
          "serve",
          "cli",
          "engine",
          "python",
          "program",
          "examples");

  /** What not to write; each pattern names one construction. */
  private static final Pattern BANNED =
      Pattern.compile(
          String.join(
              "|",
              "\\bSo (long|often|far|much|many)\\b",
              "(?<=[.!?:] |^)Of an? [^.]{1,60}, ",
              "\\b[Mm]end(s|ed|ing)?\\b",
              "\\bin (the|its|their|his) (place|stead) of\\b",
              "\\b(is|are|was|were|be|been) told\\b",
              "\\bsave (that|for)\\b",
              "\\bthat (was|were) to\\b",
              "\\bmak(e|es|ing) (a |the |its )?computations?\\b",
              "\\bhas its say\\b",
              "\\b(thereof|whence|anew)\\b",
              "\\b(if|where) need be\\b"));

  /** Line breaks, with the asterisks and slashes of comments and the quotes of split strings. */
  private static final Pattern BREAK =
      Pattern.compile("\"\\s*\\n\\s*\\+ \"|\\s*\\n\\s*(\\*(?!/)|//|>)?\\s*");

  static Stream<Path> pages() throws IOException {
    return Document.all().stream().map(Document::file);
  }

  static Stream<String> packages() {
    return PACKAGES.stream();
  }

  @ParameterizedTest
  @MethodSource("pages")
  void pagesAreInPlainEnglish(Path page) throws IOException {
    assertEquals(List.of(), banned(page));
  }

  @ParameterizedTest
  @MethodSource("packages")
  void commentsAndMessagesAreInPlainEnglish(String name) throws IOException {
    List<String> found = new ArrayList<>();
    String root = name.equals("examples") ? "src/examples" : "src/main";
    try (Stream<Path> files = Files.walk(Path.of(root, "java/org/acmespark", name))) {
      for (Path file : files.filter(f -> f.toString().endsWith(".java")).sorted().toList()) {
        found.addAll(banned(file));
      }
    }
    assertEquals(List.of(), found);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "So long is an executor kept.",
        "A line. Of a failure, the message.",
        "how to mend it",
        "a copy in the\n * place of the file",
        "the task is told what is left",
        "whose files were told of\n// it",
        "thread-safe, save that it is not",
        "the executor that makes the computation"
      })
  void findsWhatIsBanned(String text) {
    assertEquals(1, banned(text).size(), text);
  }

  @Test
  void leavesPlainSentencesAlone() {
    assertEquals(
        List.of(), banned("How long an executor is kept. It computes what was asked for."));
    assertEquals(List.of(), banned("Amend and recommend; save forms; the place of a file."));
  }

  private static List<String> banned(Path file) throws IOException {
    return banned(Files.readString(file)).stream().map(found -> file + ": " + found).toList();
  }

  private static List<String> banned(String text) {
    String line = BREAK.matcher(text).replaceAll(" ");
    return BANNED.matcher(line).results().map((MatchResult found) -> around(line, found)).toList();
  }

  private static String around(String line, MatchResult found) {
    return "..."
        + line.substring(Math.max(0, found.start() - 40), Math.min(line.length(), found.end() + 40))
        + "...";
  }
}
