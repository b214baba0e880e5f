package org.acmespark.bench;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.acmespark.LedgerAttempts;

/**
 * What lies in a run directory at the moment of a kill.
 *
 * @param files inode and SHA-256 of each published file with results, by its name
 * @param committed computations that ledger or file names tell of
 * @param micros when it was seen, since 1970
 * @param processes those that belong to the time before
 */
record FaultEvidence(
    Map<String, String> files, Set<Integer> committed, long micros, Set<Long> processes) {
  private static final Pattern RESULTS =
      Pattern.compile("(work_payload/)?work_(\\d+)(-\\d+.*)?\\.(h5|pickle|ser)");

  /** A call of the function, as it has noted itself. */
  record Call(int index, long process, long micros) {}

  static FaultEvidence of(Path run, Set<Long> processes) throws IOException {
    Set<Integer> committed = new TreeSet<>(computedLines(run));
    Map<String, String> files = files(run);
    for (String name : files.keySet()) {
      Matcher matcher = RESULTS.matcher(name);
      if (matcher.matches() && matcher.group(3) == null && !name.endsWith(".h5")) {
        committed.add(Integer.valueOf(matcher.group(2)));
      }
    }
    long micros = ChronoUnit.MICROS.between(Instant.EPOCH, Instant.now());
    return new FaultEvidence(files, committed, micros, processes);
  }

  /** Published files that are gone or not what they were. */
  List<String> changed(Path run) throws IOException {
    Map<String, String> now = files(run);
    return files.entrySet().stream()
        .filter(entry -> !entry.getValue().equals(now.get(entry.getKey())))
        .map(Map.Entry::getKey)
        .toList();
  }

  /** Calls since then, of processes of since then, whose results were committed by then. */
  List<Call> again(List<Call> calls) {
    return calls.stream()
        .filter(call -> call.micros() > micros && !processes.contains(call.process()))
        .filter(call -> committed.contains(call.index()))
        .toList();
  }

  static List<Call> calls(Path notes) throws IOException {
    List<Call> calls = new ArrayList<>();
    for (String line : Files.readAllLines(notes)) {
      String[] words = line.split(" ");
      calls.add(
          new Call(Integer.parseInt(words[0]), Long.parseLong(words[1]), Long.parseLong(words[2])));
    }
    return calls;
  }

  /** Index by line of those that say {@code computed}; a last line that is not whole is none. */
  static List<Integer> computedLines(Path run) throws IOException {
    Path ledger = run.resolve(FaultedRun.NAME + "_computations.jsonl");
    var json = new ObjectMapper();
    List<Integer> computed = new ArrayList<>();
    for (String line : LedgerAttempts.of(ledger)) {
      try {
        JsonNode attempt = json.readTree(line);
        if (attempt.path("status").asText().equals("computed")) {
          computed.add(attempt.get("index").asInt());
        }
      } catch (JsonProcessingException notWhole) {
        break;
      }
    }
    return computed;
  }

  private static Map<String, String> files(Path run) throws IOException {
    Map<String, String> files = new TreeMap<>();
    for (Path folder : List.of(run, run.resolve(FaultedRun.NAME + "_payload"))) {
      if (!Files.isDirectory(folder)) {
        continue;
      }
      try (Stream<Path> paths = Files.list(folder)) {
        for (Path path : paths.toList()) {
          String name = run.relativize(path).toString();
          if (RESULTS.matcher(name).matches()) {
            files.put(name, Files.getAttribute(path, "unix:ino") + " " + hash(path));
          }
        }
      }
    }
    return files;
  }

  private static String hash(Path path) throws IOException {
    try {
      return HexFormat.of()
          .formatHex(MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(path)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
