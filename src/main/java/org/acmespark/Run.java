package org.acmespark;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.LongFunction;
import org.acmespark.engine.Execution;
import org.acmespark.hdf5.Hdf5Value;
import org.acmespark.hdf5.UcarArrays;
import org.acmespark.model.AcmeException;
import org.acmespark.model.ComputationFailure;
import org.acmespark.store.DirectoryStore;
import org.acmespark.store.MemoryStore;
import ucar.ma2.Array;

/**
 * What a run has left: files, or values, and failures.
 *
 * <pre>{@code
 * Run<Double> run = pmap.compute();
 * run.requireAllComputed();
 * run.container().ifPresent(System.out::println);
 * }</pre>
 *
 * @param <R> type of one result
 */
public final class Run<R> {
  private final long nInputs;
  private final Execution.Result result;
  private final Optional<Path> directory;
  private final Optional<Path> container;
  private final List<Path> files;
  private final LongFunction<Optional<Path>> fileOf;
  private final Optional<List<R>> values;
  private final Optional<Hdf5Value> stacked;

  private Run(
      long nInputs,
      Execution.Result result,
      Optional<Path> directory,
      Optional<Path> container,
      List<Path> files,
      LongFunction<Optional<Path>> fileOf,
      Optional<List<R>> values,
      Optional<Hdf5Value> stacked) {
    this.nInputs = nInputs;
    this.result = result;
    this.directory = directory;
    this.container = container;
    this.files = files;
    this.fileOf = fileOf;
    this.values = values;
    this.stacked = stacked;
  }

  static <R> Run<R> inDirectory(long nInputs, Execution.Result result, DirectoryStore store) {
    return new Run<>(
        nInputs,
        result,
        Optional.of(store.directoryPath()),
        store.container(),
        store.files(),
        store::file,
        Optional.empty(),
        Optional.empty());
  }

  @SuppressWarnings("unchecked")
  static <R> Run<R> inMemory(long nInputs, Execution.Result result, MemoryStore store) {
    return new Run<>(
        nInputs,
        result,
        Optional.empty(),
        Optional.empty(),
        List.of(),
        index -> Optional.empty(),
        Optional.of((List<R>) store.values()),
        store.stacked());
  }

  /**
   * The results container; empty if the function returns nothing, results are in memory or in
   * another format than HDF5.
   */
  public Optional<Path> container() {
    return container;
  }

  /** The run directory; empty if results are in memory. */
  public Optional<Path> directory() {
    return directory;
  }

  /** The files with results, in the order of the first computation in each. */
  public List<Path> files() {
    return files;
  }

  /**
   * The file with the results of one computation; empty if it has none.
   *
   * @param index number of the computation, from 0
   * @throws IndexOutOfBoundsException if there is no such computation
   */
  public Optional<Path> file(long index) {
    Objects.checkIndex(index, nInputs);
    return fileOf.apply(index);
  }

  /** Number of computations. */
  public long nInputs() {
    return nInputs;
  }

  /** Computations whose function failed, by index. */
  public List<ComputationFailure> failures() {
    return result.failures();
  }

  /** From the first computation handed out to the last committed. */
  public Duration elapsed() {
    return result.elapsed();
  }

  /** Number of ranges that Spark was given, each a task. */
  public long ranges() {
    return result.ranges();
  }

  /**
   * Returns this run if every computation has its result.
   *
   * @throws AcmeException if any failed, or was not begun because another failed; names the first
   */
  public Run<R> requireAllComputed() {
    if (!failures().isEmpty()) {
      ComputationFailure first = failures().get(0);
      throw new AcmeException(
          "%d of %d computations failed; computation %d with inputs %s: %s: %s"
              .formatted(
                  failures().size(),
                  nInputs,
                  first.index(),
                  first.inputs(),
                  first.error(),
                  first.message()));
    }
    return this;
  }

  /**
   * The stacked results as one array: of the shape that was asked for, fill (NaN, 0) where a
   * computation failed. Halves come as rounded floats, complex numbers with a trailing dimension of
   * 2, unsigned integers as such.
   *
   * @throws IllegalStateException if the results are in files, or no result shape was given
   */
  public Array stacked() {
    return stacked
        .map(UcarArrays::of)
        .orElseThrow(
            () ->
                new IllegalStateException(
                    "there is no stacked array: ask for inMemory() and a resultShape"));
  }

  /**
   * What is in memory as plain Java: nested arrays if results are stacked, else {@link #values}.
   *
   * @throws IllegalStateException if the results are in files
   */
  public Object asJava() {
    return stacked.isPresent() ? stacked().copyToNDJavaArray() : values();
  }

  /**
   * The results in the order of the computations, null where one failed; where results are stacked,
   * the return values after the first, as {@link org.acmespark.model.Outputs}.
   *
   * @throws IllegalStateException if they are in files
   */
  public List<R> values() {
    return values.orElseThrow(
        () ->
            new IllegalStateException(
                "the results are in files, see container(); ask for inMemory() to have values"));
  }

  /** In one line: what was computed, what failed, where it is. */
  @Override
  public String toString() {
    return RunTable.line(this);
  }
}
