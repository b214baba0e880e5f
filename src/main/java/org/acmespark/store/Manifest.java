package org.acmespark.store;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
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

  private final ResultFileSystem files;
  private final Path file;
  private final Path temporary;
  private final Map<String, Object> content;

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
  }

  /**
   * Reads the manifest of a run.
   *
   * @throws IOException if it cannot be read, or is not a JSON object
   */
  static Map<String, Object> read(Path file) throws IOException {
    return JSON.readValue(file.toFile(), new TypeReference<LinkedHashMap<String, Object>>() {});
  }

  static Map<String, Object> parse(String text) throws IOException {
    return JSON.readValue(text, new TypeReference<LinkedHashMap<String, Object>>() {});
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
      var bytes = ByteBuffer.wrap(JSON.writeValueAsBytes(content));
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
