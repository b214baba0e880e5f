package org.acmespark.it;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import org.acmespark.Judges;
import org.acmespark.LedgerAttempts;
import org.acmespark.Results;
import org.acmespark.reading.Verification;

/**
 * What a run of {@code ramp} on {@link HostsLab hosts} leaves below the shared folder.
 *
 * @param folder the run directory
 * @param calls has a file for each call of the function
 */
record LabResults(Path folder, Path calls) {
  /** Reads all layouts and formats that are not Java's own. */
  private static final String JUDGE =
      """
      import glob, h5py, numpy, os, pickle, sys
      folder, n = sys.argv[1], int(sys.argv[2])
      values = {}
      for file in glob.glob(folder + "/ramp_*.pickle"):
          with open(file, "rb") as f:
              values[int(os.path.basename(file)[5:-7])] = pickle.load(f)
      if not values:
          with h5py.File(folder + "/ramp.h5") as f:
              if "result_0" in f:
                  assert f["result_0"].attrs["valid"].all()
                  values = dict(enumerate(f["result_0"][()]))
              else:
                  values = {int(name[5:]): f[name + "/result_0"][()] for name in f}
      assert sorted(values) == list(range(n)), len(values)
      for i, value in values.items():
          assert numpy.array_equal(value, numpy.full(1000, 3.0 * i)), i
      """;

  /** Makes room for a run of this name. */
  static LabResults in(HostsLab lab, String name) throws IOException {
    Path calls = lab.shared().resolve(name.replace('/', '-') + "-calls");
    Files.createDirectory(calls);
    return new LabResults(lab.shared().resolve(name), calls);
  }

  Path ledger() {
    return folder.resolve("ramp_computations.jsonl");
  }

  /** Waits until some computations are in the ledger. */
  void awaitSome(BooleanSupplier alive) throws Exception {
    AcmeProcess.awaitAttempts(ledger(), 1, alive);
  }

  /** Lets one of the next calls lack memory; Python's is killed, or gets an error. */
  void starveOne(boolean kill) throws IOException {
    Files.writeString(Path.of(calls + "-hungry"), kill ? "kill" : "error");
  }

  /** Lets calls on a host take ten times as long. */
  void slowDown(String host) throws IOException {
    Files.createFile(Path.of(calls + "-slow-" + host));
  }

  /** Ends {@link #slowDown} for calls that begin from now on. */
  void speedUp(String host) throws IOException {
    Files.delete(Path.of(calls + "-slow-" + host));
  }

  /** How many computations each host has computed, by its address. */
  Map<String, Long> computedByHost() throws IOException {
    return LedgerAttempts.of(ledger()).stream()
        .filter(line -> line.contains("\"status\":\"computed\""))
        .map(line -> line.replaceAll(".*\"host\":\"([^\"]*)\".*", "$1"))
        .collect(Collectors.groupingBy(host -> host, Collectors.counting()));
  }

  /** Fails unless all values are there, each once, and all files have their checksums. */
  void requireRight(int computations) {
    Judges.h5py(JUDGE, folder, computations);
    Verification verified = Results.open(folder).verifyChecksums();
    assertTrue(verified.isComplete(), verified::toString);
  }

  /** How often the function was called for each value. */
  Map<Integer, Long> callsByValue() throws IOException {
    try (var files = Files.list(calls)) {
      return files
          .map(file -> Integer.valueOf(file.getFileName().toString().split("-")[0]))
          .collect(Collectors.groupingBy(x -> x, Collectors.counting()));
    }
  }

  /** How often the function was called. */
  int countCalls() throws IOException {
    return callsByValue().values().stream().mapToInt(Long::intValue).sum();
  }
}
