package org.acmespark.reading;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.acmespark.model.AcmeException;
import org.acmespark.model.ComputationFailure;

/**
 * What one computation has left. Nothing is read before it is asked for, and then only the file of
 * this computation.
 *
 * <pre>{@code
 * var computation = results.computation(56);
 * if (computation.isPresent()) {
 *   double first = (Double) computation.value(0);
 *   Array second = (Array) computation.value(1);
 * }
 * }</pre>
 *
 * <p>Scalars come as boxes, {@code String} or commons-math {@code Complex}, all else as {@code
 * ucar.ma2.Array}; float16 as rounded floats, arrays of complex numbers with a trailing dimension
 * of 2. What was serialized comes as it was.
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

  /** Whether there are results; their files are not opened. */
  public boolean isPresent() {
    return source.isPresent();
  }

  /** The file with the results; it may be missing though the container names it. */
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
