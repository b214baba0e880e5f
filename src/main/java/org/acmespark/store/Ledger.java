package org.acmespark.store;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.BufferedOutputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.function.LongFunction;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.acmespark.checksum.FileSum;
import org.acmespark.checksum.SealedText;
import org.acmespark.model.AcmeException;
import org.acmespark.store.directory.RemoteDirectory;
import org.acmespark.store.payload.PayloadIndex;

/**
 * {@code funcname_computations.jsonl}: a JSON object for computations whose results were committed
 * together, appended after their data is committed, and one for each attempt that failed. The lines
 * of results can be derived from the payload, so a lost end of the ledger loses no results.
 */
final class Ledger implements AutoCloseable {
  private static final Pattern FILE =
      Pattern.compile(
          "\"file\":\"([^\"]*)\"(,\"file_bytes\":(null|\\[[^]]*]),\"crc32c\":(null|\\[[^]]*]))?");

  private static final List<String> FAILURE = List.of("inputs", "error", "message", "trace");

  private static final List<String> PLACE =
      List.of("started", "seconds", "host", "executor", "attempt", "peak_heap", "peak_processes");

  private static final JsonFactory JSON = new JsonFactory();

  private final Path file;
  private final Optional<RemoteDirectory> remote;
  private final RecordedTexts texts = new RecordedTexts();
  private FileOutputStream out;
  private OutputStream end;
  private StringWriter line;
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
    OutputStream target = remote.isPresent() ? new RemoteLedger(out, file, remote.get()) : out;
    end = new BufferedOutputStream(target, 1 << 16);
  }

  /**
   * Appends the attempts.
   *
   * @param fileOf names the payload file of a committed computation
   * @param sumOf returns the sum of that file
   * @return the failed attempts as they were written: {@link RecordedTexts} may have cut their
   *     texts
   */
  List<Attempts.Failed> append(
      Attempts attempts, LongFunction<String> fileOf, LongFunction<FileSum> sumOf) {
    List<Attempts.Failed> failures = attempts.failed().stream().map(texts::of).toList();
    try {
      long[] indices = attempts.indices();
      var lines = new LedgerGroups();
      for (int k = 0; k < indices.length; k++) {
        lines.add(k, indices[k], attempts.attempts()[k], fileOf.apply(indices[k]));
      }
      for (LedgerGroups.Group line : lines.all()) {
        writeComputed(attempts, line, sumOf);
      }
      for (Attempts.Failed failed : failures) {
        writeFailed(attempts, failed);
      }
      end.flush();
      return failures;
    } catch (IOException e) {
      throw failure(e);
    }
  }

  private void writeComputed(
      Attempts attempts, LedgerGroups.Group line, LongFunction<FileSum> sumOf) throws IOException {
    long[] indices = line.of(attempts.indices());
    long[] started = line.of(attempts.startedMicros());
    long[] nanos = line.of(attempts.nanos());
    long first = started[0];
    for (int k = 0; k < started.length; k++) {
      started[k] -= first;
    }
    beginLine(indices[0], "computed");
    writeTimes(first, LongStream.of(nanos).sum());
    long peakHeap = LongStream.of(line.of(attempts.peakHeaps())).max().orElse(0);
    long peakProcesses = LongStream.of(line.of(attempts.peakProcesses())).max().orElse(0);
    writePlace(attempts, line.attempt(), peakHeap, peakProcesses);
    writeFile(line.file(), indices, sumOf);
    writeNulls(FAILURE);
    writeCalls(indices, started, nanos);
    endLine();
  }

  private void writeFailed(Attempts attempts, Attempts.Failed failed) throws IOException {
    var failure = failed.failure();
    beginLine(failure.index(), failed.last() ? "failed" : "retried");
    writeTimes(failed.startedMicros(), failed.nanos());
    writePlace(attempts, failure.attempt(), failed.peakHeap(), failed.peakProcesses());
    writeNulls(List.of("file", "file_bytes", "crc32c"));
    json.writeStringField("inputs", failure.inputs());
    json.writeStringField("error", failure.error());
    json.writeStringField("message", failure.message());
    json.writeStringField("trace", failure.stackTrace());
    writeCalls(new long[] {failure.index()}, new long[] {0}, new long[] {failed.nanos()});
    endLine();
  }

  /**
   * Appends lines for committed computations whose lines were lost, by the names of their files.
   */
  void appendRecovered(SortedMap<Long, String> files, LongFunction<FileSum> sumOf) {
    try {
      long[] indices = files.keySet().stream().mapToLong(Long::longValue).toArray();
      var lines = new LedgerGroups();
      for (int k = 0; k < indices.length; k++) {
        lines.add(k, indices[k], 0, files.get(indices[k]));
      }
      for (LedgerGroups.Group line : lines.all()) {
        long[] lost = line.of(indices);
        beginLine(lost[0], "computed");
        writeNulls(PLACE);
        writeFile(line.file(), lost, sumOf);
        writeNulls(FAILURE);
        writeNumbers("indices", lost);
        for (String times : List.of("start_micros", "nanos")) {
          json.writeArrayFieldStart(times);
          for (int k = 0; k < lost.length; k++) {
            json.writeNull();
          }
          json.writeEndArray();
        }
        endLine();
      }
    } catch (IOException e) {
      throw failure(e);
    }
  }

  /** Writes the name of a file, or of the file of each computation, and the sum of each. */
  private void writeFile(String name, long[] indices, LongFunction<FileSum> sumOf)
      throws IOException {
    json.writeStringField("file", name);
    boolean each = name != null && name.contains(LedgerLine.INDEX);
    long[] ofFiles = name == null ? new long[0] : each ? indices : new long[] {indices[0]};
    List<FileSum> sums = LongStream.of(ofFiles).mapToObj(sumOf).toList();
    if (sums.isEmpty() || !sums.stream().allMatch(FileSum::isKnown)) {
      writeNulls(List.of("file_bytes", "crc32c"));
      return;
    }
    writeNumbers("file_bytes", sums.stream().mapToLong(FileSum::bytes).toArray());
    json.writeArrayFieldStart("crc32c");
    for (FileSum sum : sums) {
      json.writeString(sum.crc32c());
    }
    json.writeEndArray();
  }

  private void beginLine(long index, String status) throws IOException {
    line = new StringWriter();
    json = JSON.createGenerator(line);
    json.writeStartObject();
    json.writeNumberField("index", index);
    json.writeStringField("status", status);
  }

  /** The same fields in every line, so that tables have the same columns for every run. */
  private void writeCalls(long[] indices, long[] startMicros, long[] nanos) throws IOException {
    writeNumbers("indices", indices);
    writeNumbers("start_micros", startMicros);
    writeNumbers("nanos", nanos);
  }

  private void writeNumbers(String field, long[] numbers) throws IOException {
    json.writeFieldName(field);
    json.writeArray(numbers, 0, numbers.length);
  }

  private void writeNulls(List<String> fields) throws IOException {
    for (String field : fields) {
      json.writeNullField(field);
    }
  }

  private void endLine() throws IOException {
    json.writeEndObject();
    json.close();
    write(line.toString());
  }

  private void write(String object) throws IOException {
    end.write(SealedText.seal(object).getBytes(StandardCharsets.UTF_8));
    end.write('\n');
  }

  private void writeTimes(long startedMicros, long nanos) throws IOException {
    var started =
        Instant.ofEpochSecond(
            Math.floorDiv(startedMicros, 1_000_000),
            Math.floorMod(startedMicros, 1_000_000) * 1000L);
    json.writeStringField("started", started.toString());
    json.writeNumberField("seconds", nanos / 1e9);
  }

  private void writePlace(Attempts attempts, int attempt, long peakHeap, long peakProcesses)
      throws IOException {
    json.writeStringField("host", attempts.host());
    json.writeStringField("executor", attempts.executor());
    json.writeNumberField("attempt", attempt);
    writePeak("peak_heap", peakHeap);
    writePeak("peak_processes", peakProcesses);
  }

  private void writePeak(String field, long bytes) throws IOException {
    if (bytes == 0) {
      json.writeNullField(field);
    } else {
      json.writeNumberField(field, bytes);
    }
  }

  /** Replaces the names and sums of payload files that were merged by those of the merged file. */
  void rename(Map<String, PayloadIndex.PayloadFile> files, Path temporary) {
    try {
      end.flush();
      try (Stream<String> lines = Files.lines(file);
          var renamed = Files.newBufferedWriter(temporary)) {
        for (String line : (Iterable<String>) lines::iterator) {
          renamed.write(renamed(line, files));
          renamed.write('\n');
        }
      }
      end.close();
      Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE);
      open();
    } catch (IOException e) {
      throw failure(e);
    }
  }

  private static String renamed(String line, Map<String, PayloadIndex.PayloadFile> files) {
    Matcher named = FILE.matcher(line);
    PayloadIndex.PayloadFile merged = named.find() ? files.get(named.group(1)) : null;
    if (merged == null || LedgerLine.isDamaged(line)) {
      return line;
    }
    String sums =
        merged.sum().isKnown()
            ? "[%s],\"crc32c\":[\"%s\"]".formatted(merged.bytes(), merged.sum().crc32c())
            : "null,\"crc32c\":null";
    return SealedText.seal(
        SealedText.unseal(
            line.substring(0, named.start())
                + "\"file\":\"%s\",\"file_bytes\":%s".formatted(merged.name(), sums)
                + line.substring(named.end())));
  }

  @Override
  public void close() {
    try {
      end.flush();
      out.getChannel().force(true);
      end.close();
    } catch (IOException e) {
      throw failure(e);
    }
  }

  private AcmeException failure(IOException e) {
    return new AcmeException("cannot write the ledger %s: %s".formatted(file, e.getMessage()), e);
  }
}
