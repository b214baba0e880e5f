package org.acmespark.store;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.util.MinimalPrettyPrinter;
import java.io.BufferedOutputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongFunction;
import java.util.stream.Stream;
import org.acmespark.model.AcmeException;
import org.acmespark.store.directory.RemoteDirectory;

/**
 * {@code funcname_computations.jsonl}: one JSON object per finished attempt, appended after its
 * data is committed. The lines of results can be derived from the payload, so a lost end of the
 * ledger loses no results.
 */
final class Ledger implements AutoCloseable {
  private static final String FILE = "\"file\":\"";

  private final Path file;
  private final Optional<RemoteDirectory> remote;
  private FileOutputStream out;
  private JsonGenerator json;

  /** {@code remote} is the address of a second copy. */
  Ledger(Path file, Optional<RemoteDirectory> remote) {
    this.file = file;
    this.remote = remote;
    try {
      open();
    } catch (IOException e) {
      throw failure(e);
    }
  }

  private void open() throws IOException {
    out = new FileOutputStream(file.toFile(), true);
    OutputStream end = remote.isPresent() ? new RemoteLedger(out, file, remote.get()) : out;
    json = new JsonFactory().createGenerator(new BufferedOutputStream(end, 1 << 16));
    json.setPrettyPrinter(new MinimalPrettyPrinter(""));
  }

  /** Appends the attempts; {@code fileOf} names the payload file of a committed computation. */
  void append(Attempts attempts, LongFunction<String> fileOf) {
    try {
      long[] indices = attempts.indices();
      for (int k = 0; k < indices.length; k++) {
        json.writeStartObject();
        json.writeNumberField("index", indices[k]);
        json.writeStringField("status", "computed");
        writeTimes(attempts.startedMicros()[k], attempts.nanos()[k]);
        writePlace(attempts, attempts.attempts()[k], attempts.peakHeaps()[k]);
        json.writeStringField("file", fileOf.apply(indices[k]));
        json.writeNullField("inputs");
        json.writeNullField("error");
        json.writeNullField("message");
        json.writeNullField("trace");
        endLine();
      }
      for (Attempts.Failed failed : attempts.failed()) {
        var failure = failed.failure();
        json.writeStartObject();
        json.writeNumberField("index", failure.index());
        json.writeStringField("status", failed.last() ? "failed" : "retried");
        writeTimes(failed.startedMicros(), failed.nanos());
        writePlace(attempts, failure.attempt(), failed.peakHeap());
        json.writeNullField("file");
        json.writeStringField("inputs", failure.inputs());
        json.writeStringField("error", failure.error());
        json.writeStringField("message", failure.message());
        json.writeStringField("trace", failure.stackTrace());
        endLine();
      }
      json.flush();
    } catch (IOException e) {
      throw failure(e);
    }
  }

  /** Appends a line for a committed computation whose line was lost. */
  void appendRecovered(long index, String payloadFile) {
    try {
      json.writeStartObject();
      json.writeNumberField("index", index);
      json.writeStringField("status", "computed");
      for (String lost :
          List.of("started", "seconds", "host", "executor", "attempt", "peak_heap")) {
        json.writeNullField(lost);
      }
      json.writeStringField("file", payloadFile);
      for (String none : List.of("inputs", "error", "message", "trace")) {
        json.writeNullField(none);
      }
      endLine();
    } catch (IOException e) {
      throw failure(e);
    }
  }

  private void endLine() throws IOException {
    json.writeEndObject();
    json.writeRaw('\n');
  }

  private void writeTimes(long startedMicros, long nanos) throws IOException {
    var started =
        Instant.ofEpochSecond(
            Math.floorDiv(startedMicros, 1_000_000),
            Math.floorMod(startedMicros, 1_000_000) * 1000L);
    json.writeStringField("started", started.toString());
    json.writeNumberField("seconds", nanos / 1e9);
  }

  private void writePlace(Attempts attempts, int attempt, long peakHeap) throws IOException {
    json.writeStringField("host", attempts.host());
    json.writeStringField("executor", attempts.executor());
    json.writeNumberField("attempt", attempt);
    if (peakHeap == 0) {
      json.writeNullField("peak_heap");
    } else {
      json.writeNumberField("peak_heap", peakHeap);
    }
  }

  /** Replaces the names of payload files that were merged by the name of the merged file. */
  void rename(Map<String, String> files, Path temporary) {
    try {
      json.flush();
      try (Stream<String> lines = Files.lines(file);
          var renamed = Files.newBufferedWriter(temporary)) {
        for (String line : (Iterable<String>) lines::iterator) {
          renamed.write(renamed(line, files));
          renamed.write('\n');
        }
      }
      json.close();
      Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE);
      open();
    } catch (IOException e) {
      throw failure(e);
    }
  }

  private static String renamed(String line, Map<String, String> files) {
    int begin = line.indexOf(FILE) + FILE.length();
    int end = line.indexOf('"', begin);
    String newName = begin < FILE.length() ? null : files.get(line.substring(begin, end));
    return newName == null ? line : line.substring(0, begin) + newName + line.substring(end);
  }

  @Override
  public void close() {
    try {
      json.flush();
      out.getChannel().force(true);
      json.close();
    } catch (IOException e) {
      throw failure(e);
    }
  }

  private AcmeException failure(IOException e) {
    return new AcmeException("cannot write the ledger %s: %s".formatted(file, e.getMessage()), e);
  }
}
