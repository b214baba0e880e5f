package org.acmespark.store;

import com.fasterxml.jackson.databind.JsonNode;
import org.acmespark.checksum.FileSum;
import org.acmespark.checksum.SealedText;
import org.acmespark.model.ComputationFailure;

/**
 * A line of a ledger: computations whose results were committed together, or one attempt that
 * failed. Lines of earlier versions are of one computation and have only its {@code index}.
 *
 * @param json the line
 * @param indices the computations
 */
public record LedgerLine(JsonNode json, int[] indices) {
  /** Stands for the number of the computation in the name of a file of its own. */
  static final String INDEX = "{index}";

  /** A field of every line that has a checksum. */
  public static final String SUMS = "\"crc32c\":";

  /**
   * Checks a line.
   *
   * @param nInputs number of computations of the run
   * @throws IllegalArgumentException if the line names no computation, or one that the run does not
   *     have; the message continues "is damaged: "
   */
  public static LedgerLine of(JsonNode json, long nInputs) {
    JsonNode many = json.path("indices");
    if (!many.isArray()) {
      return new LedgerLine(json, new int[] {index(json.path("index"), nInputs)});
    }
    int[] indices = new int[many.size()];
    for (int k = 0; k < indices.length; k++) {
      indices[k] = index(many.get(k), nInputs);
    }
    return new LedgerLine(json, indices);
  }

  private static int index(JsonNode json, long nInputs) {
    if (!json.canConvertToInt() || json.intValue() < 0) {
      throw new IllegalArgumentException("it has no index");
    }
    int index = json.intValue();
    if (index >= nInputs) {
      throw new IllegalArgumentException(
          "it is of computation %s, but there are %s".formatted(index, nInputs));
    }
    return index;
  }

  /** {@code computed}, {@code failed} or {@code retried}. */
  public String status() {
    return json.path("status").asText();
  }

  /** Returns the failure that the line is about. */
  public ComputationFailure failure(int index) {
    return new ComputationFailure(
        index,
        json.path("attempt").asInt(1),
        json.path("inputs").asText(""),
        json.path("error").asText(""),
        json.path("message").asText(""),
        json.path("trace").asText(""),
        json.path("host").asText(""));
  }

  /** The file with the results, as {@link #file} resolves it; empty if there is none. */
  public String files() {
    return json.path("file").asText("");
  }

  /**
   * Returns the sum of the file with the results of a computation.
   *
   * @param k position of the computation in {@link #indices}
   * @throws IllegalArgumentException if the fields are malformed
   */
  public FileSum sum(int k) {
    JsonNode bytes = json.path("file_bytes");
    JsonNode crc32c = json.path("crc32c");
    if (!bytes.isArray() || bytes.isEmpty()) {
      return FileSum.none();
    }
    int file = files().contains(INDEX) ? k : 0;
    return new FileSum(bytes.path(file).asLong(-1), crc32c.path(file).asText(""));
  }

  /**
   * Whether a line differs from what was written. Lines of earlier versions have no checksum, and
   * do not count as damaged.
   */
  public static boolean isDamaged(String line) {
    return SealedText.state(line, SUMS) == SealedText.State.DAMAGED;
  }

  /** Returns the name of a computation's file. */
  public static String file(String files, long index) {
    return files.contains(INDEX) ? files.replace(INDEX, Long.toString(index)) : files;
  }

  /** Returns the name that the files of several computations share, with {@link #INDEX} in it. */
  static String sharedName(String file, long index) {
    String number = "_" + index + ".";
    int at = file.lastIndexOf(number);
    return at < 0
        ? file
        : file.substring(0, at) + "_" + INDEX + "." + file.substring(at + number.length());
  }
}
