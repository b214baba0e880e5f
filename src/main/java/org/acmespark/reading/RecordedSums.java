package org.acmespark.reading;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.acmespark.checksum.FileSum;
import org.acmespark.checksum.SealedText;
import org.acmespark.model.AcmeException;

/**
 * Checksums of a run's files: those of payload files in the ledger, of other files in the manifest,
 * and of a file that was consolidated in a small file beside it.
 */
final class RecordedSums {
  private static final String BESIDE = ".crc32c";

  private final RunFiles files;
  private final Map<String, FileSum> ofOthers;
  private final Optional<RecordedAttempts> attempts;
  private final Set<Path> compared = new HashSet<>();

  private RecordedSums(
      RunFiles files, Map<String, FileSum> ofOthers, Optional<RecordedAttempts> attempts) {
    this.files = files;
    this.ofOthers = ofOthers;
    this.attempts = attempts;
  }

  /**
   * Reads the ledger of a run, if there is one.
   *
   * @param ofOthers sums of files that the ledger does not name
   */
  static RecordedSums of(RunFiles files, Map<String, FileSum> ofOthers, long nInputs) {
    files.copies().fetch(files.ledger());
    return new RecordedSums(
        files,
        ofOthers,
        Optional.of(files.ledger())
            .filter(Files::exists)
            .map(ledger -> RecordedAttempts.ofIntactLines(ledger, nInputs)));
  }

  FileSum of(Path file) {
    Path inRun = file.normalize();
    if (!inRun.startsWith(files.directory())) {
      return FileSum.none();
    }
    String name = files.directory().relativize(inRun).toString().replace('\\', '/');
    return Optional.ofNullable(ofOthers.get(name))
        .or(() -> attempts.map(all -> all.sum(name)))
        .orElse(FileSum.none());
  }

  /**
   * Compares a file with its sum the first time that it is named.
   *
   * @throws AcmeException if it differs, or a line of the ledger is damaged, which may have had the
   *     sum
   */
  void require(Path file) {
    if (!compared.add(file)) {
      return;
    }
    FileSum sum = of(file);
    if (!sum.isKnown()) {
      if (attempts.filter(all -> !all.damagedLines().isEmpty()).isPresent()) {
        throw new AcmeException(
            "the ledger %s is damaged, and the checksum of %s may have been in it"
                .formatted(files.ledger(), file));
      }
      return;
    }
    try {
      List<FileSum.Part> damage = sum.damage(file);
      if (!damage.isEmpty()) {
        throw new AcmeException(file + " " + FileSum.describe(damage));
      }
    } catch (IOException e) {
      throw new AcmeException("%s cannot be read: %s".formatted(file, e.getMessage()), e);
    }
  }

  /** Writes the sum of a file beside it. */
  static void writeBeside(Path file, FileSum sum) {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("file", file.getFileName().toString());
    fields.put("file_bytes", sum.bytes());
    fields.put("crc32c", sum.crc32c());
    Path beside = beside(file);
    try {
      String json = new ObjectMapper().writeValueAsString(fields);
      Files.writeString(beside, SealedText.seal(json) + "\n");
    } catch (IOException e) {
      throw new AcmeException("cannot write %s: %s".formatted(beside, e), e);
    }
  }

  /**
   * Reads the sum beside a file; none if there is no such file.
   *
   * @throws AcmeException if it is damaged
   */
  static Map<String, FileSum> beside(RunFiles files) {
    Path beside = beside(files.container());
    files.copies().fetch(beside);
    if (!Files.exists(beside)) {
      return Map.of();
    }
    try {
      byte[] bytes = Files.readAllBytes(beside);
      String text = new String(bytes, StandardCharsets.UTF_8).strip();
      if (SealedText.state(text, "\"crc32c\":") != SealedText.State.INTACT) {
        throw new AcmeException(beside + " is damaged: it differs from what was written");
      }
      JsonNode json = new ObjectMapper().readTree(text);
      FileSum sum = new FileSum(json.path("file_bytes").asLong(-1), json.path("crc32c").asText(""));
      return Map.of(files.container().getFileName().toString(), sum);
    } catch (IOException | IllegalArgumentException e) {
      throw new AcmeException("%s cannot be read: %s".formatted(beside, e.getMessage()), e);
    }
  }

  private static Path beside(Path file) {
    return file.resolveSibling(file.getFileName() + BESIDE);
  }
}
