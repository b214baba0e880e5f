package org.acmespark.reading;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.acmespark.model.AcmeException;
import org.acmespark.model.Format;
import org.acmespark.model.ResultShape;

/**
 * The fields of {@code funcname_run.json} that are needed to read results.
 *
 * @param outcome {@code complete}, {@code failed}, {@code incomplete}, {@code running}, or the
 *     reason why the run ended early
 * @param shape of the stacked results, if results are stacked
 * @param run identifier of the run in payload files
 */
record RunManifest(
    long nInputs,
    Format format,
    String outcome,
    Optional<ResultShape> shape,
    Optional<String> run) {
  static final String RUNNING = "running";

  /** Reads a manifest; empty if there is no such file. */
  static Optional<RunManifest> read(Path file) {
    if (!Files.exists(file)) {
      return Optional.empty();
    }
    try {
      JsonNode json = new ObjectMapper().readTree(file.toFile());
      if (!json.path("nInputs").isIntegralNumber() || !json.path("outcome").isTextual()) {
        throw new AcmeException(
            file + " is not the manifest of a run: nInputs or outcome is missing");
      }
      String format = json.path("format").asText(Format.HDF5.name());
      return Optional.of(
          new RunManifest(
              json.path("nInputs").longValue(),
              Format.valueOf(format.toUpperCase(Locale.ROOT)),
              json.path("outcome").asText(),
              Optional.ofNullable(json.get("resultShape")).map(RunManifest::shape),
              Optional.ofNullable(json.get("run")).map(JsonNode::asText)));
    } catch (IOException | IllegalArgumentException e) {
      throw new AcmeException("%s cannot be read: %s".formatted(file, e.getMessage()), e);
    }
  }

  /** Returns all fields of a manifest as maps and lists of values; empty if there is no file. */
  static Map<String, Object> content(Path file) {
    try {
      return Files.exists(file)
          ? new ObjectMapper().readValue(file.toFile(), new TypeReference<>() {})
          : Map.of();
    } catch (IOException e) {
      throw new AcmeException("%s cannot be read: %s".formatted(file, e.getMessage()), e);
    }
  }

  /** Parses the text of {@link ResultShape#toString()}, such as {@code (stack, 10, inf)}. */
  private static ResultShape shape(JsonNode text) {
    String dims = text.asText().replaceAll("^\\(|,?\\)$", "");
    return ResultShape.of(ResultShape.parse(dims));
  }

  boolean hasEnded() {
    return !outcome.equals(RUNNING);
  }
}
