package org.acmespark.reading;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.acmespark.checksum.FileSum;
import org.acmespark.checksum.SealedText;
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
 * @param sums of files that the ledger does not name, by their names in the run directory
 * @param intact whether the manifest is as it was written, as far as its checksum says that
 */
record RunManifest(
    long nInputs,
    Format format,
    String outcome,
    Optional<ResultShape> shape,
    Optional<String> run,
    Map<String, FileSum> sums,
    boolean intact) {
  static final String RUNNING = "running";
  private static final String SUMS = "checksums";

  /** Reads a manifest; empty if there is no such file. */
  static Optional<RunManifest> read(Path file) {
    if (!Files.exists(file)) {
      return Optional.empty();
    }
    try {
      byte[] bytes = Files.readAllBytes(file);
      String text = new String(bytes, StandardCharsets.UTF_8).strip();
      JsonNode json = new ObjectMapper().readTree(bytes);
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
              Optional.ofNullable(json.get("run")).map(JsonNode::asText),
              sums(json.path(SUMS)),
              SealedText.state(text, '"' + SUMS + '"') != SealedText.State.DAMAGED));
    } catch (IOException | IllegalArgumentException e) {
      throw new AcmeException("%s cannot be read: %s".formatted(file, e.getMessage()), e);
    }
  }

  private static Map<String, FileSum> sums(JsonNode all) {
    Map<String, FileSum> sums = new LinkedHashMap<>();
    for (Map.Entry<String, JsonNode> sum : all.properties()) {
      JsonNode fields = sum.getValue();
      sums.put(
          sum.getKey(),
          new FileSum(fields.path("file_bytes").asLong(-1), fields.path("crc32c").asText("")));
    }
    return sums;
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
