package org.acmespark.store;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.acmespark.checksum.FileSum;
import org.acmespark.checksum.SealedText;
import org.acmespark.model.AcmeException;
import org.acmespark.store.directory.ResultFileSystem;
import org.acmespark.store.directory.RunDirectory;

/**
 * {@code funcname_run.json}: what was run, where, and how it ended. It is always replaced as a
 * whole.
 */
final class Manifest {
  private static final ObjectMapper JSON =
      new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

  private static final String LOST = "lostExecutors";

  /** Sums of the files that the ledger does not name; in every manifest with a checksum. */
  private static final String SUMS = "checksums";

  /** Why a manifest is not read. */
  static final String DAMAGED =
      "it differs from what was written, by its checksum; restore it from a copy, or, if you have checked"
          + " its content, delete its last field, check, and the field checksums";

  private static final String QUOTED_SUMS = "\"checksums\"";

  private final ResultFileSystem files;
  private final Path file;
  private final Path temporary;
  private final Map<String, Object> content;
  private final Map<String, Object> sums = new LinkedHashMap<>();

  /**
   * A manifest that nobody has written yet.
   *
   * @param temporary where it is written before it is renamed
   * @param description what it says of the run beside its outcome, ready for JSON
   */
  Manifest(ResultFileSystem files, Path file, Path temporary, Map<String, Object> description) {
    this.files = files;
    this.file = file;
    this.temporary = temporary;
    this.content = new LinkedHashMap<>(description);
    content.remove(SealedText.FIELD);
    content.put(SUMS, sums);
  }

  /**
   * Reads the manifest of a run.
   *
   * @throws IOException if it cannot be read, or is not a JSON object
   */
  static Map<String, Object> read(Path file) throws IOException {
    return parse(Files.readString(file));
  }

  static Map<String, Object> parse(String text) throws IOException {
    if (isDamaged(text)) {
      throw new IOException(DAMAGED);
    }
    return JSON.readValue(text, new TypeReference<LinkedHashMap<String, Object>>() {});
  }

  /** Whether a manifest differs from what was written. */
  private static boolean isDamaged(String text) {
    return SealedText.state(text.strip(), QUOTED_SUMS) == SealedText.State.DAMAGED;
  }

  /** Returns the sums that a manifest has, by the names of the files in the run directory. */
  static Map<String, FileSum> sums(Map<String, Object> manifest) {
    Map<String, FileSum> sums = new LinkedHashMap<>();
    if (manifest.get(SUMS) instanceof Map<?, ?> all) {
      all.forEach(
          (name, sum) -> {
            if (sum instanceof Map<?, ?> fields
                && fields.get("file_bytes") instanceof Number bytes
                && fields.get("crc32c") instanceof String crc32c) {
              sums.put(name.toString(), new FileSum(bytes.longValue(), crc32c));
            }
          });
    }
    return sums;
  }

  /** Adds the sum of a file that the ledger does not name. */
  void addSum(String name, FileSum sum) {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("file_bytes", sum.bytes());
    fields.put("crc32c", sum.crc32c());
    sums.put(name, fields);
  }

  /** Says that the run starts now, unless it is resumed, and that it is running. */
  void writeStart(boolean resumed) {
    if (!resumed) {
      content.put("started", now());
    }
    write("running");
  }

  /** Adds executors that died to those of earlier processes. */
  void addLost(List<LostExecutor> lost) {
    if (!lost.isEmpty()) {
      List<Object> all = new ArrayList<>();
      if (content.get(LOST) instanceof List<?> earlier) {
        all.addAll(earlier);
      }
      all.addAll(lost);
      content.put(LOST, all);
    }
  }

  /** Says that the run ended now. */
  void writeEnd(String outcome) {
    content.put("ended", now());
    write(outcome);
  }

  private static String now() {
    return Instant.now().truncatedTo(ChronoUnit.MILLIS).toString();
  }

  private void write(String outcome) {
    content.put("outcome", outcome);
    try (var channel =
        FileChannel.open(
            temporary,
            StandardOpenOption.CREATE,
            StandardOpenOption.WRITE,
            StandardOpenOption.TRUNCATE_EXISTING)) {
      String sealed = SealedText.seal(JSON.writeValueAsString(content)) + "\n";
      var bytes = ByteBuffer.wrap(sealed.getBytes(StandardCharsets.UTF_8));
      while (bytes.hasRemaining()) {
        channel.write(bytes);
      }
      channel.force(true);
      files.replace(temporary, file);
    } catch (IOException e) {
      throw new AcmeException("cannot write %s: %s".formatted(file, RunDirectory.why(e)), e);
    }
  }
}
