package org.acmespark.store.payload;

import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import org.acmespark.hdf5.Hdf5Writer;
import org.acmespark.hdf5.value.Hdf5Value;

/**
 * The identity of a payload file, in two attributes of its root group: the identifier of its run,
 * which is {@code run} in the manifest and does not change when the run is resumed, and its first
 * and last computation. It shows whether a file was renamed or comes from another run.
 *
 * <p>Files of earlier versions have no such attributes.
 *
 * @param first the first computation that has results in the file
 * @param last the last such computation; not all between them need be in the file
 */
public record PayloadIdentity(String run, long first, long last) {
  static final String RUN = "acme_run";
  static final String COMPUTATIONS = "acme_computations";

  static PayloadIdentity of(String run, long... indices) {
    return new PayloadIdentity(
        run,
        Arrays.stream(indices).min().orElseThrow(),
        Arrays.stream(indices).max().orElseThrow());
  }

  /**
   * Whether an attribute is part of an identity. Copies of a payload file's content do not have it.
   */
  public static boolean isPartOfOne(String attribute) {
    return attribute.equals(RUN) || attribute.equals(COMPUTATIONS);
  }

  void write(Hdf5Writer file) {
    file.rootText(RUN, run);
    file.rootText(COMPUTATIONS, computations());
  }

  private String computations() {
    return first == last ? Long.toString(first) : first + "-" + last;
  }

  /**
   * Reads the identity of a file; empty if it has none.
   *
   * @param attributes of its root group
   * @throws IllegalArgumentException if the attributes are malformed
   */
  public static Optional<PayloadIdentity> of(Map<String, Hdf5Value> attributes) {
    Optional<String> run = text(attributes, RUN);
    Optional<String> computations = text(attributes, COMPUTATIONS);
    if (run.isEmpty() || computations.isEmpty()) {
      return Optional.empty();
    }
    String[] ends = computations.get().split("-", 2);
    try {
      long first = Long.parseLong(ends[0]);
      return Optional.of(
          new PayloadIdentity(
              run.get(), first, ends.length == 1 ? first : Long.parseLong(ends[1])));
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(
          "its attribute %s is '%s'".formatted(COMPUTATIONS, computations.get()), e);
    }
  }

  private static Optional<String> text(Map<String, Hdf5Value> attributes, String name) {
    return Optional.ofNullable(attributes.get(name))
        .map(Hdf5Value::elements)
        .filter(value -> value instanceof String[] strings && strings.length == 1)
        .map(value -> ((String[]) value)[0]);
  }

  /**
   * Describes why the file cannot hold results of these computations of a run; empty if it can.
   *
   * @param expectedRun the run's identifier, if it is known
   */
  public Optional<String> contradiction(Optional<String> expectedRun, long from, long to) {
    if (expectedRun.isPresent() && !expectedRun.get().equals(run)) {
      return Optional.of("it belongs to run %s, not to %s".formatted(run, expectedRun.get()));
    }
    return from < first || to > last
        ? Optional.of("it holds " + named(first, last) + ", not " + named(from, to))
        : Optional.empty();
  }

  private static String named(long from, long to) {
    return from == to ? "computation " + from : "computations " + from + "-" + to;
  }
}
