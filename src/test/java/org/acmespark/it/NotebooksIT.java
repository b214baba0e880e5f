package org.acmespark.it;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertIterableEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.acmespark.Judges;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Executes the notebooks in a real Jupyter kernel, with executors in JVMs of their own, and
 * compares their outputs with those that are kept.
 */
class NotebooksIT {
  private static final Path NOTEBOOKS = Path.of("notebooks").toAbsolutePath();
  private static final long MINUTES = 10;

  static Stream<String> notebooks() throws IOException {
    try (Stream<Path> files = Files.list(NOTEBOOKS)) {
      return files
          .map(file -> file.getFileName().toString())
          .filter(name -> name.matches("[1235]-.*\\.ipynb"))
          .sorted()
          .toList()
          .stream();
    }
  }

  @ParameterizedTest
  @MethodSource("notebooks")
  void showsWhatItsOutputsShow(String name, @TempDir Path folder) throws Exception {
    requireJupyter();
    Path said = folder.resolve("said.txt");
    var builder =
        new ProcessBuilder(
                NOTEBOOKS.resolve("refresh").toString(),
                "--to",
                folder.toString(),
                NOTEBOOKS.resolve(name).toString())
            .redirectErrorStream(true)
            .redirectOutput(said.toFile());
    builder.environment().remove("SPARK_HOME");
    builder.environment().remove("JDK_JAVA_OPTIONS"); // a JVM says in a cell that it has read it
    Process process = builder.start();
    boolean ended = process.waitFor(MINUTES, TimeUnit.MINUTES);
    if (!ended) {
      process.destroyForcibly();
    }
    assertTrue(ended && process.exitValue() == 0, () -> read(said));

    List<String> kept = outputs(NOTEBOOKS.resolve(name));
    assertFalse(kept.isEmpty(), name + " is kept without outputs; run notebooks/refresh");
    assertIterableEquals(kept, outputs(folder.resolve(name)));
  }

  /** What the cells show, but for times, pictures' contents and cells with the tag "varies". */
  private static List<String> outputs(Path notebook) throws IOException {
    List<String> shown = new ArrayList<>();
    for (JsonNode cell : new ObjectMapper().readTree(notebook.toFile()).path("cells")) {
      String tags = cell.path("metadata").path("tags").toString();
      for (JsonNode output : cell.path("outputs")) {
        if (tags.contains("image")) {
          shown.add(cell.path("id").asText() + ": an image");
          assertTrue(output.path("data").toString().contains("image/png"), () -> output.toString());
        } else if (!tags.contains("varies")) {
          shown.add(cell.path("id").asText() + ": " + text(output));
        }
      }
    }
    return shown;
  }

  private static String text(JsonNode output) {
    StringBuilder text = new StringBuilder();
    String type = output.path("output_type").asText();
    JsonNode lines =
        switch (type) {
          case "stream" -> output.path("text");
          case "error" -> output.path("traceback");
          default -> {
            JsonNode data = output.path("data");
            yield data.has("text/html") ? data.path("text/html") : data.path("text/plain");
          }
        };
    if (lines.isArray()) {
      lines.forEach(line -> text.append(line.asText()));
    } else {
      text.append(lines.asText());
    }
    return text.toString()
        .replaceAll("\u001B\\[[0-9;]*m", "") // colours
        .replaceAll("(running on local-cluster)[^\n]*", "$1") // free ports, workers that come
        .replaceAll("\\d+\\.\\d s<", "TIME s<")
        .replaceAll("[0-9.e+]+/s, \\d+ s left", "RATE")
        .replaceAll("\\d{8}-\\d{6}(-\\d{6})?", "TIME");
  }

  private static void requireJupyter() {
    try {
      if (Judges.run(List.of("jupyter", "nbconvert", "--version")).exitStatus() == 0) {
        return;
      }
    } catch (UncheckedIOException notInstalled) {
      // said below
    }
    Judges.missing("jupyter nbconvert is not installed");
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      return e.toString();
    }
  }
}
