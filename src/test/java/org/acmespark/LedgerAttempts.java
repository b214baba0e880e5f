package org.acmespark;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A ledger with one line for each attempt, for assertions about single computations. */
public final class LedgerAttempts {
  private static final ObjectMapper JSON = new ObjectMapper();

  private LedgerAttempts() {}

  /** Reads a ledger that may be missing, or be written at this moment. */
  public static List<String> of(Path ledger) throws IOException {
    return Files.exists(ledger) ? of(Files.readAllLines(ledger)) : List.of();
  }

  /** Splits the lines of a ledger; those that are not whole are left out. */
  public static List<String> of(List<String> ledger) {
    List<String> attempts = new ArrayList<>();
    for (String text : ledger) {
      try {
        var line = (ObjectNode) JSON.readTree(text);
        var indices = line.remove("indices");
        var nanos = line.remove("nanos");
        line.remove(List.of("start_micros", "file_bytes", "crc32c", "check"));
        for (int k = 0; k < indices.size(); k++) {
          ObjectNode attempt = line.deepCopy();
          attempt.set("index", indices.get(k));
          if (!nanos.get(k).isNull()) {
            attempt.put("seconds", nanos.get(k).asLong() / 1e9);
          }
          if (!line.get("file").isNull()) {
            String file = line.get("file").asText();
            attempt.put("file", file.replace("{index}", indices.get(k).asText()));
          }
          attempts.add(attempt.toString());
        }
      } catch (JsonProcessingException | ClassCastException notWhole) {
        // is being written
      }
    }
    return attempts;
  }

  /** Makes a manifest one without checksums, as earlier versions have written it. */
  public static void removeChecksums(Path manifest) throws IOException {
    var json = (ObjectNode) JSON.readTree(manifest.toFile());
    Files.writeString(manifest, json.without(List.of("checksums", "check")).toPrettyString());
  }

  /** How many of them have results. */
  public static long computed(Path ledger) throws IOException {
    return of(ledger).stream().filter(line -> line.contains("\"status\":\"computed\"")).count();
  }
}
