package org.acmespark.store;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.LinkedHashMap;
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

  private final ResultFileSystem files;
  private final Path file;
  private final Path temporary;

  Manifest(ResultFileSystem files, Path file, Path temporary) {
    this.files = files;
    this.file = file;
    this.temporary = temporary;
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

  void write(Map<String, ?> content) {
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
