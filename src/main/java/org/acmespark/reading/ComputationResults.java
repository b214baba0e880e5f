package org.acmespark.reading;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.acmespark.model.AcmeException;
import org.acmespark.model.ComputationFailure;

/**
 * The results of one computation. They are read on request, and only from the file of this
 * computation.
 *
 * <pre>{@code
 * var computation = results.computation(56);
 * if (computation.isPresent()) {
 *   double first = (Double) computation.value(0);
 *   Array second = (Array) computation.value(1);
 * }
 * }</pre>
 *
 * <p>Scalars are boxes, {@code String} or commons-math {@code Complex}; everything else is a {@code
 * ucar.ma2.Array}, with float16 as rounded floats and complex numbers with a trailing dimension of
 * 2. Serialized objects keep their types.
 */
public final class ComputationResults {
  private final long index;
  private final ResultSource source;
  private final Optional<ComputationFailure> failure;

  ComputationResults(long index, ResultSource source, Optional<ComputationFailure> failure) {
    this.index = index;
    this.source = source;
    this.failure = failure;
  }

  /** Number of the computation, from 0. */
  public long index() {
    return index;
  }

  /** Whether there are results. Their files are not opened. */
  public boolean isPresent() {
    return source.isPresent();
  }

  /** The file with the results. It may be missing although the container names it. */
  public Optional<Path> file() {
    return source.file();
  }

  /** Why there are no results, if the ledger says that the function failed. */
  public Optional<ComputationFailure> failure() {
    return failure;
  }

  /**
   * The only value, or the first of several.
   *
   * @throws AcmeException as {@link #values}
   */
  public Object value() {
    return value(0);
  }

  /**
   * One of the return values.
   *
   * @param position from 0
   * @throws IndexOutOfBoundsException if there are fewer values
   * @throws AcmeException as {@link #values}
   */
  public Object value(int position) {
    return source.value(position);
  }

  /**
   * All return values in order, unmodifiable.
   *
   * @throws AcmeException if the computation failed, naming its failure; if it has no results; if
   *     their file is missing or unreadable, naming it
   */
  public List<Object> values() {
    return source.values();
  }

  @Override
  public String toString() {
    String state =
        failure.map(f -> "failed: " + f.error()).orElse(isPresent() ? "present" : "no results");
    return "computation " + index + ": " + state;
  }
}
