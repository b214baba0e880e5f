package org.acmespark;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.acmespark.display.FailureSummary;
import org.acmespark.display.UserFrames;
import org.acmespark.engine.StoredResults;
import org.acmespark.hdf5.value.Hdf5Value;
import org.acmespark.hdf5.value.UcarArrays;
import org.acmespark.model.AcmeException;
import org.acmespark.model.ComputationFailure;
import org.acmespark.model.Outputs;
import org.acmespark.run.RunOutcome;
import org.apache.spark.api.java.JavaPairRDD;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import ucar.ma2.Array;

/**
 * The outcome of a run: files or values, and failures.
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
  private final RunOutcome kept;

  private Run(RunOutcome kept) {
    this.kept = kept;
  }

  /** Wraps the outcome of computing; {@code R} is the type that the function returns. */
  static <R> Run<R> of(RunOutcome kept) {
    return new Run<>(kept);
  }

  /**
   * Returns the results container; empty if the function returns nothing, or if results are in
   * memory or in a format other than HDF5.
   *
   * @throws IllegalStateException as {@link #directory}
   */
  public Optional<Path> container() {
    requireLocal();
    return kept.container();
  }

  /**
   * Returns the results container as {@link #container} does, as the text of a path or as an
   * address such as {@code hdfs://host:8020/a/f.h5}.
   */
  public Optional<String> containerAddress() {
    return kept.container().map(kept.address());
  }

  /**
   * Returns the run directory; empty if results are in memory.
   *
   * @throws IllegalStateException if the directory is on a file system that only Hadoop knows, so
   *     that it has an address but no path
   */
  public Optional<Path> directory() {
    requireLocal();
    return kept.directory();
  }

  /**
   * Returns the run directory as {@link #directory} does, as the text of a path or as an address
   * such as {@code hdfs://host:8020/a}.
   */
  public Optional<String> directoryAddress() {
    return kept.directory().map(kept.address());
  }

  /**
   * Returns the ledger, which has a line for each attempt at a computation, as the text of a path
   * or as an address; empty if results are in memory.
   */
  public Optional<String> ledgerAddress() {
    return kept.ledger().map(kept.address());
  }

  /**
   * Returns the files with results, in the order of the first computation in each.
   *
   * @throws IllegalStateException as {@link #directory}
   */
  public List<Path> files() {
    requireLocal();
    return kept.files();
  }

  /** Returns the files with results as {@link #files} does, as texts of paths or as addresses. */
  public List<String> fileAddresses() {
    return kept.files().stream().map(kept.address()).toList();
  }

  private void requireLocal() {
    if (kept.remote()) {
      throw new IllegalStateException(
          "the results are in %s, which has no path here: see containerAddress(), directoryAddress() and fileAddresses()"
              .formatted(directoryAddress().orElseThrow()));
    }
  }

  /**
   * Returns the file with the results of one computation; empty if it has none.
   *
   * @param index number of the computation, from 0
   * @throws IndexOutOfBoundsException if there is no such computation
   * @throws IllegalStateException as {@link #directory}
   */
  public Optional<Path> file(long index) {
    requireLocal();
    Objects.checkIndex(index, kept.nInputs());
    return kept.fileOf().apply(index);
  }

  /**
   * Writes {@code report.html} into the run directory, as {@code acme report} does: a page with a
   * timeline, durations, failures by cause and what is needed to repeat the run. In Jupyter, a
   * report at the end of a cell is shown there.
   *
   * @throws IllegalStateException if results are in memory, since such a run has no ledger
   * @throws AcmeException if the run directory cannot be read, or the report cannot be written
   */
  public Report report() {
    return Report.of(
        directoryAddress()
            .orElseThrow(
                () ->
                    new IllegalStateException(
                        "a report needs the ledger of a run directory, and these results are in memory")));
  }

  /** Returns the number of computations. */
  public long nInputs() {
    return kept.nInputs();
  }

  /** Returns the computations whose function failed, ordered by index. */
  public List<ComputationFailure> failures() {
    return kept.result().failures();
  }

  /**
   * Describes the failed computations for a person to read, grouped by cause, with abbreviated
   * inputs and the topmost frames of the user's code; empty if none failed. The ledger has all
   * details.
   */
  public String failureSummary() {
    return FailureSummary.of(failures(), kept.nInputs(), directoryAddress());
  }

  /**
   * Returns the seed of the random streams, also if it was drawn; the seed allows the run to be
   * repeated.
   */
  public long seed() {
    return kept.result().seed();
  }

  /** Returns the time from handing out the first computation to committing the last one. */
  public Duration elapsed() {
    return kept.result().elapsed();
  }

  /** Returns the number of ranges into which the computations were divided. */
  public long ranges() {
    return kept.result().ranges();
  }

  /** Returns the number of Spark tasks of the run, without tasks that merge files. */
  public long tasks() {
    return kept.result().tasks();
  }

  /**
   * Returns this run if every computation has its result.
   *
   * @throws AcmeException if a computation failed, or was not begun because another one failed; the
   *     message names the first
   */
  public Run<R> requireAllComputed() {
    if (!failures().isEmpty()) {
      ComputationFailure first = failures().get(0);
      throw new AcmeException(
          "%s of %s computations failed; computation %s with inputs %s: %s: %s"
              .formatted(
                  failures().size(),
                  kept.nInputs(),
                  first.index(),
                  first.inputs(),
                  UserFrames.shownClass(first.error()),
                  first.message()));
    }
    return this;
  }

  /** Describes how many computations have results, where the results are, and what failed. */
  @Override
  public String toString() {
    String place =
        containerAddress()
            .or(this::directoryAddress)
            .map(where -> "results in " + where)
            .orElse("results in memory");
    String head =
        "%s of %s computations computed, %s"
            .formatted(kept.nInputs() - failures().size(), kept.nInputs(), place);
    return failures().isEmpty()
        ? head
        : head + System.lineSeparator() + failureSummary().stripTrailing();
  }

  /**
   * Returns the stacked results as one array of the requested shape, with fill (NaN, 0) where a
   * computation failed. Half-precision numbers become rounded floats, complex numbers have a
   * trailing dimension of 2, and unsigned integers stay unsigned.
   *
   * @throws IllegalStateException if the results are in files, or no result shape was given
   */
  public Array stacked() {
    return kept.stacked()
        .map(UcarArrays::of)
        .orElseThrow(
            () ->
                new IllegalStateException(
                    "there is no stacked array: ask for inMemory() and a resultShape"));
  }

  /**
   * Returns the stacked results as {@link #stacked} does, in the form that HDF5 would hold; empty
   * if results are not stacked.
   */
  public Optional<Hdf5Value> stackedValue() {
    return kept.stacked();
  }

  /** Whether {@link #stacked} has the results. */
  public boolean isStacked() {
    return kept.stacked().isPresent();
  }

  /**
   * Returns the results in memory as plain Java: nested arrays if results are stacked, else {@link
   * #values}. Unsigned numbers have the next larger type, and complex numbers are pairs. If
   * functions returned more values than the stacked one, the result is a map of {@code result_0} to
   * the arrays and of {@code further} to {@link #furtherValues}.
   *
   * @throws IllegalStateException if the results are in files
   */
  public Object asJava() {
    if (kept.stacked().isEmpty()) {
      List<Object> plain = new ArrayList<>();
      values().forEach(value -> plain.add(asJava(value)));
      return plain;
    }
    List<Outputs> further = furtherValues();
    Object arrays =
        switch (kept.stacked().get().type()) {
          case COMPLEX64, COMPLEX128 -> stacked().copyToNDJavaArray();
          default -> kept.stacked().get().toJava();
        };
    boolean more = further.stream().anyMatch(outputs -> outputs != null && outputs.size() > 0);
    return more
        ? Map.of("result_0", arrays, "further", further.stream().map(Run::inJava).toList())
        : arrays;
  }

  private static Outputs inJava(Outputs all) {
    return all == null ? null : Outputs.of(all.values().stream().map(Run::asJava).toArray());
  }

  /** Converts arrays of netCDF-Java and of Python, which have a shape but are not Java arrays. */
  private static Object asJava(Object value) {
    if (value instanceof Outputs outputs) {
      List<Object> plain = new ArrayList<>();
      outputs.values().forEach(each -> plain.add(asJava(each)));
      return plain;
    }
    return value instanceof Array || value instanceof Hdf5Value
        ? Hdf5Value.of(value).toJava()
        : value;
  }

  /**
   * Returns the results in the order of the computations, in an unmodifiable list. An element is
   * null if its computation failed or was not begun, or if the function returned null; {@link
   * #value} and {@link #failures} distinguish these cases.
   *
   * @throws IllegalStateException if the results are in files, or stacked: see {@link #stacked} and
   *     {@link #furtherValues}
   */
  public List<R> values() {
    if (kept.stacked().isPresent()) {
      throw new IllegalStateException(
          "the results are stacked, so they are no longer single values: see stacked(), and furtherValues() for return values after the first");
    }
    return inMemory();
  }

  /**
   * Returns the result of one computation; empty if it has none, or if the function returned null.
   *
   * @param index number of the computation, from 0
   * @throws IndexOutOfBoundsException if there is no such computation
   * @throws IllegalStateException as {@link #values}
   */
  public Optional<R> value(long index) {
    return Optional.ofNullable(values().get((int) Objects.checkIndex(index, kept.nInputs())));
  }

  /**
   * Returns the return values after the first if results are stacked, in the order of the
   * computations; null where a computation failed.
   *
   * @throws IllegalStateException if the results are in files or not stacked
   */
  @SuppressWarnings("unchecked") // the store of stacked results keeps only Outputs
  public List<Outputs> furtherValues() {
    if (kept.stacked().isEmpty()) {
      throw new IllegalStateException(
          "there are no stacked results: ask for inMemory() and a resultShape");
    }
    return (List<Outputs>) (List<?>) inMemory();
  }

  @SuppressWarnings("unchecked") // the function's results
  private List<R> inMemory() {
    List<?> values =
        kept.values()
            .orElseThrow(
                () ->
                    new IllegalStateException(
                        "the results are in files, see container(); ask for inMemory() to have values"));
    return (List<R>) Collections.unmodifiableList(values);
  }

  /**
   * Returns the results by computation as an RDD, for a pipeline that continues in Spark. The
   * results never pass through the driver: each action reads them from their files, on the
   * executors. The function is never called again, even if many actions follow or executors die.
   * The RDD is valid as long as the run directory exists. Failed computations are left out: see
   * {@link #requireAllComputed}.
   *
   * <pre>{@code
   * Run<Fit> run = over(each(range(1000))).map(Fits::fit).format(Format.SERIALIZED).build().compute();
   * run.requireAllComputed().pairs(spark, "com.example.Fit").filter(fit -> fit._2.slope() > 0).count();
   * }</pre>
   *
   * @param spark the context of the pipeline, which is that of the run or a later one; its
   *     executors must have access to the run directory
   * @param classPatterns classes of results in addition to values, as for {@link
   *     SerializedResults#read}
   * @return pairs whose keys are indices from 0, in order; a task that cannot read a file fails
   *     with an {@link AcmeException} that names the file
   * @throws IllegalStateException if the results are not in files of {@link
   *     org.acmespark.model.Format#SERIALIZED}, the only format that keeps every type
   */
  @SuppressWarnings("unchecked")
  public JavaPairRDD<Long, R> pairs(JavaSparkContext spark, String... classPatterns) {
    requireLocal();
    boolean serialized = kept.files().stream().allMatch(file -> file.toString().endsWith(".ser"));
    if (kept.directory().isEmpty() || kept.container().isPresent() || !serialized) {
      throw new IllegalStateException(
          "an RDD of results needs format(Format.SERIALIZED), which keeps every type as it was; these are "
              + kept.container().or(kept::directory).map(path -> "in " + path).orElse("in memory"));
    }
    return (JavaPairRDD<Long, R>)
        (JavaPairRDD<Long, ?>)
            StoredResults.rdd(spark, kept.nInputs(), kept.fileOf(), List.of(classPatterns));
  }

  /** Returns the values of {@link #pairs}, in the order of the computations. */
  public JavaRDD<R> rdd(JavaSparkContext spark, String... classPatterns) {
    return pairs(spark, classPatterns).values();
  }
}
