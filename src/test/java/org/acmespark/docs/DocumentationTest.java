package org.acmespark.docs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.acmespark.Judges;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Executes the documents, each from its first block to its last as a reader would: Java in a JShell
 * session, what begins with {@code $} in a shell, Python's sessions with doctest.
 */
@DisabledOnOs(OS.WINDOWS)
class DocumentationTest {
  /** Blocks in these languages are executed. */
  private static final Set<String> EXECUTED = Set.of("java", "console", "python");

  /** Blocks in these are looked at: trees, formats, pictures. */
  private static final Set<String> SHOWN = Set.of("text", "json", "sql");

  /** Commands that would do more than a test should. */
  private static final Set<String> NOT_EXECUTED = Set.of("$ mvn ", "$ .ci/run", "$ git ");

  /** What some documents show besides our own commands, and how to find out whether it is there. */
  private static final Map<String, List<String>> NEEDED =
      Map.of(
          "docs/coming-from-joblib.md", List.of(Judges.PYTHON, "-c", "import joblib, cloudpickle"),
          "docs/coming-from-parallel.md", List.of("parallel", "--version"));

  static List<Document> all() throws IOException {
    return Document.all();
  }

  static Stream<Document> withBlocks() throws IOException {
    return all().stream()
        .filter(document -> document.blocks().stream().anyMatch(DocumentationTest::isExecuted));
  }

  private static boolean isExecuted(Document.Block block) {
    return isKnown(block) && NOT_EXECUTED.stream().noneMatch(block.text()::startsWith);
  }

  private static boolean isKnown(Document.Block block) {
    return EXECUTED.contains(block.language()) || block.fileName().isPresent();
  }

  @ParameterizedTest
  @MethodSource("withBlocks")
  void doesWhatItShows(Document document, @TempDir Path directory) throws Exception {
    List<String> needed = NEEDED.get(document.toString());
    if (needed != null) {
      Judges.require(document.toString(), needed);
    }
    try (var workplace = new Workplace(directory)) {
      for (Document.Block block : document.blocks()) {
        if (isExecuted(block)) {
          run(block, workplace, document);
        }
      }
    }
  }

  private static void run(Document.Block block, Workplace workplace, Document document)
      throws Exception {
    try {
      switch (block.language()) {
        case "java" -> workplace.java(block);
        case "console" -> workplace.console(block);
        case "python" -> workplace.python(block);
        default -> workplace.write(block.fileName().orElseThrow(), block);
      }
    } catch (AssertionError | IOException e) {
      throw new AssertionError(
          "%s:%d: %s".formatted(document.file(), block.line(), e.getMessage()), e);
    }
  }

  @Test
  void theDocumentsOfUsersAreExecuted() throws IOException {
    List<String> executed = withBlocks().map(Document::toString).toList();
    for (String document :
        List.of(
            "README.md",
            "docs/quickstart.md",
            "docs/functions-and-arguments.md",
            "docs/results.md",
            "docs/result-layouts.md",
            "docs/result-formats.md",
            "docs/result-reference.md",
            "docs/debugging.md",
            "docs/failures-and-resume.md",
            "docs/clusters.md",
            "docs/notebooks.md",
            "docs/programs.md",
            "docs/randomization.md",
            "docs/pipelines.md",
            "docs/your-own-function.md",
            "docs/coming-from-joblib.md",
            "docs/coming-from-parallel.md",
            "docs/coming-from-spark.md",
            "docs/coming-from-matlab.md")) {
      assertTrue(executed.contains(document), document);
    }
  }

  @ParameterizedTest
  @MethodSource("all")
  void hasNoBlockThatEscapesExecution(Document document) {
    for (Document.Block block : document.blocks()) {
      assertTrue(
          isKnown(block) || SHOWN.contains(block.language()),
          () -> "%s:%d: ```%s".formatted(document, block.line(), block.language()));
    }
  }

  @ParameterizedTest
  @MethodSource("all")
  void pointsToFilesAndHeadingsThatExist(Document document) throws IOException {
    for (String link : document.links()) {
      if (!link.contains("://")) {
        String[] parts = link.split("#", 2);
        Path target =
            parts[0].isEmpty()
                ? document.file()
                : document.file().toAbsolutePath().resolveSibling(parts[0]);
        assertTrue(Files.exists(target), () -> document + " points to " + link);
        if (parts.length == 2) {
          assertTrue(
              Document.read(target).anchors().contains(parts[1]),
              () -> document + " points to " + link);
        }
      }
    }
  }

  @Test
  void comparesOutputUpToTimesAndWhatIsLeftOut() {
    assertTrue(
        Shown.matches(
            "/x/ACME_20261122-100302-976973/f.h5", "/x/ACME_20270101-000000-000001/f.h5\n"));
    assertTrue(Shown.matches("a\n...\nd", "a\nb\nc\nd"));
    assertTrue(Shown.matches("{\"seconds\":1.5}", "{\"seconds\":0.031}"));
    assertFalse(Shown.matches("18.0", "18.5"));
    assertFalse(Shown.matches("a\n...\nd", "a\nb\nc"));
  }

  @Test
  void findsWhatIsWrongWithABlockOfJava(@TempDir Path directory) throws IOException {
    try (var shell = new JavaShell(directory)) {
      assertEquals("", shell.run("int a = 1;\na + 1;  // => 2"));
      assertTrue(shell.run("a + 1;  // => 3").endsWith("is not 3 but 2"));
      assertTrue(shell.run("nosuch();").contains("nosuch"));
      assertTrue(shell.run("throw new IllegalStateException(\"x\");").contains("x"));
      assertTrue(shell.run("int b = ").contains("end of file"));
    }
  }
}
