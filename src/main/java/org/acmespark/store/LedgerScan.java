package org.acmespark.store;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectReader;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.acmespark.checksum.FileSum;
import org.acmespark.checksum.SealedText;
import org.acmespark.model.AcmeException;
import org.acmespark.model.ComputationFailure;
import org.acmespark.store.directory.RunDirectory;

/**
 * The content of the ledger of a run that ended early. Lines that differ from what was written are
 * left out; at the end there may be an incomplete one, because a machine that crashes loses the end
 * of a file.
 *
 * @param computed computations that have been computed
 * @param files for each computation, the name of the file with its results, from its last line;
 *     null if there is no line, empty if there is no file
 * @param failures the last permanent failure of computations that have not been computed since
 * @param deaths how many times a process died during a computation that has not been computed
 * @param sums of files, by their names
 * @param wholeBytes length of the ledger up to the last intact line
 * @param damaged where damaged lines are before that: the first byte and the length of each
 */
record LedgerScan(
    BitSet computed,
    String[] files,
    Map<Long, ComputationFailure> failures,
    Map<Long, Integer> deaths,
    Map<String, FileSum> sums,
    long wholeBytes,
    List<long[]> damaged) {
  /** Error in the line of an attempt during which the process died. */
  static final String DIED = "ExecutorLost";

  private static final ObjectReader LINES = new ObjectMapper().readerFor(JsonNode.class);

  /** Reads a ledger of {@code nInputs} computations; a missing file counts as empty. */
  static LedgerScan of(Path ledger, int nInputs) {
    var computed = new BitSet();
    String[] files = new String[nInputs];
    Map<Long, ComputationFailure> failures = new TreeMap<>();
    Map<Long, Integer> deaths = new TreeMap<>();
    Map<String, String> names = new HashMap<>();
    var texts = new FailureTexts();
    Map<String, FileSum> sums = new HashMap<>();
    List<long[]> damaged = new ArrayList<>();
    List<long[]> doubtful = new ArrayList<>();
    long whole = 0;
    long end = 0;
    if (Files.exists(ledger)) {
      try (BufferedReader lines = Files.newBufferedReader(ledger, StandardCharsets.ISO_8859_1)) {
        long size = Files.size(ledger);
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
          long begin = end;
          end = begin + line.length() + 1;
          LedgerLine attempt = end > size ? null : parse(line, nInputs);
          if (attempt == null) {
            doubtful.add(new long[] {begin, line.length() + 1});
            continue;
          }
          damaged.addAll(doubtful);
          doubtful.clear();
          whole = end;
          String named = names.computeIfAbsent(attempt.files(), f -> f);
          for (int k = 0; k < attempt.indices().length; k++) {
            int index = attempt.indices()[k];
            if (attempt.status().equals("computed")) {
              computed.set(index);
              failures.remove((long) index);
              deaths.remove((long) index);
              files[index] = LedgerLine.file(named, index);
              sums.put(files[index], attempt.sum(k));
            } else if (attempt.status().equals("failed")) {
              failures.put((long) index, texts.kept(attempt.failure(index)));
              deaths.remove((long) index); // which the process may have died of
            } else if (attempt.json().path("error").asText("").equals(DIED)) {
              deaths.merge((long) index, 1, Integer::sum);
            }
          }
        }
      } catch (IOException e) {
        throw new AcmeException(
            "cannot read the ledger %s: %s".formatted(ledger, RunDirectory.why(e)), e);
      }
    }
    return new LedgerScan(computed, files, failures, deaths, sums, whole, damaged);
  }

  /** Returns null if the line is incomplete or damaged. */
  private static LedgerLine parse(String latin1, int nInputs) {
    try {
      // Bytes are read as ISO 8859-1 characters, so that their number is known.
      byte[] bytes = latin1.getBytes(StandardCharsets.ISO_8859_1);
      if (SealedText.state(bytes, LedgerLine.SUMS) == SealedText.State.DAMAGED) {
        return null;
      }
      LedgerLine line = LedgerLine.of(LINES.readValue(bytes), nInputs);
      line.sum(0);
      return line;
    } catch (JsonProcessingException | IllegalArgumentException e) {
      return null;
    } catch (IOException e) {
      throw new IllegalStateException("reading from memory failed", e);
    }
  }

  /**
   * Removes an incomplete last line. If other lines are damaged, the ledger is kept as it is under
   * another name, and replaced by one without them.
   *
   * @param temporary a file that does not exist
   */
  void repair(Path ledger, Path temporary) {
    try {
      if (!damaged.isEmpty()) {
        Files.copy(ledger, SetAside.free(ledger));
        try (var from = FileChannel.open(ledger, StandardOpenOption.READ);
            var to =
                FileChannel.open(
                    temporary, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
          long at = 0;
          for (long[] line : damaged) {
            copy(from, at, line[0], to);
            at = line[0] + line[1];
          }
          copy(from, at, wholeBytes, to);
          to.force(true);
        }
        Files.move(temporary, ledger, StandardCopyOption.ATOMIC_MOVE);
        return;
      }
    } catch (IOException e) {
      throw new AcmeException(
          "cannot repair the ledger %s: %s".formatted(ledger, RunDirectory.why(e)), e);
    }
    try (var channel =
        FileChannel.open(ledger, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
      channel.truncate(wholeBytes);
    } catch (IOException e) {
      throw new AcmeException(
          "cannot repair the ledger %s: %s".formatted(ledger, RunDirectory.why(e)), e);
    }
  }

  private static void copy(FileChannel from, long begin, long end, FileChannel to)
      throws IOException {
    for (long at = begin; at < end; ) {
      at += from.transferTo(at, end - at, to);
    }
  }
}
