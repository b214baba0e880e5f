package org.acmespark.report;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/** A run directory with manifest and ledger, as a run leaves them, without results. */
final class RecordedRun {
  static final Instant BEGIN = Instant.parse("2026-11-22T10:03:02Z");
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Path directory;
  private final StringBuilder lines = new StringBuilder();
  private final Map<String, Object> manifest = new LinkedHashMap<>();

  RecordedRun(Path directory, int nInputs) {
    this.directory = directory;
    manifest.put("function", "com.example.Filters::lowpass");
    manifest.put("nInputs", nInputs);
    manifest.put("seed", 42);
    manifest.put("versions", Map.of("acme", "0.1.0", "spark", "4.2.0"));
    manifest.put("started", BEGIN.toString());
    manifest.put("outcome", "complete");
    manifest.put("ended", BEGIN.plusSeconds(100).toString());
  }

  RecordedRun with(String field, Object value) {
    manifest.put(field, value);
    return this;
  }

  /** Adds calls of {@code n} computations, a millisecond each, one after the other. */
  RecordedRun computed(int first, int n, double at, String host, String executor) {
    Map<String, Object> line = line(first, "computed", at, host, executor);
    line.put("indices", IntStream.range(first, first + n).toArray());
    line.put("start_micros", IntStream.range(0, n).map(k -> k * 1000).toArray());
    line.put("nanos", IntStream.range(0, n).map(k -> 1_000_000 + 100 * (k % 97)).toArray());
    return add(line);
  }

  RecordedRun failed(int index, boolean last, double at, String error, String message) {
    Map<String, Object> line = line(index, last ? "failed" : "retried", at, "node1", "1");
    line.put("seconds", 0.5);
    line.put("inputs", "(" + index + ", " + message + ")");
    line.put("error", error);
    line.put("message", message);
    line.put(
        "trace", error + ": " + message + "\n\tat com.example.Filters.lowpass(Filters.java:17)\n");
    return add(line);
  }

  private static Map<String, Object> line(
      int index, String status, double at, String host, String executor) {
    Map<String, Object> line = new LinkedHashMap<>();
    line.put("index", index);
    line.put("status", status);
    line.put("started", BEGIN.plusNanos((long) (at * 1e9)).toString());
    line.put("host", host);
    line.put("executor", executor);
    line.put("attempt", 1);
    line.put("peak_heap", 123_456_789L);
    return line;
  }

  private RecordedRun add(Map<String, Object> line) {
    try {
      lines.append(JSON.writeValueAsString(line)).append('\n');
      return this;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Writes the files; returns the text of the report. */
  String report() {
    try {
      Files.writeString(directory.resolve("lowpass_computations.jsonl"), lines);
      Files.writeString(directory.resolve("lowpass_run.json"), JSON.writeValueAsString(manifest));
      String written = RunReport.write(directory.toString()).address();
      return Files.readString(Path.of(written));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A run whose every text is hostile. */
  static RecordedRun hostile(Path directory, String text) {
    return new RecordedRun(directory, 10)
        .computed(0, 5, 1, text, "1")
        .failed(5, true, 2, text, text)
        .failed(6, false, 3, text, text)
        .with("function", text)
        .with("outcome", text)
        .with("versions", Map.of(text, text))
        .with("cluster", Map.of("master", text))
        .with("arguments", List.of(Map.of("kind", text, "value", text)))
        .with("command", Map.of("arguments", List.of("run", text), "directory", text))
        .with(
            "lostExecutors",
            List.of(
                Map.of("time", BEGIN.plusSeconds(2).toString(), "executor", "1", "host", text)));
  }
}
