package org.acmespark;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.LongFunction;
import org.acmespark.engine.Execution;
import org.acmespark.engine.StoredResults;
import org.acmespark.hdf5.value.Hdf5Value;
import org.acmespark.hdf5.value.UcarArrays;
import org.acmespark.model.AcmeException;
import org.acmespark.model.ComputationFailure;
import org.acmespark.model.Outputs;
import org.acmespark.store.DirectoryStore;
import org.acmespark.store.MemoryStore;
import org.acmespark.store.Recovery;
import org.apache.spark.api.java.JavaPairRDD;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
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
  private final Function<Path, String> address;
  private final boolean remote;
  private final Optional<List<R>> values;
  private final Optional<Hdf5Value> stacked;

  private Run(
      long nInputs,
      Execution.Result result,
      Optional<Path> directory,
      Optional<Path> container,
      List<Path> files,
      LongFunction<Optional<Path>> fileOf,
      Function<Path, String> address,
      boolean remote,
      Optional<List<R>> values,
      Optional<Hdf5Value> stacked) {
    this.nInputs = nInputs;
    this.result = result;
    this.directory = directory;
    this.container = container;
    this.files = files;
    this.fileOf = fileOf;
    this.address = address;
    this.remote = remote;
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
        store::address,
        store.isRemote(),
        Optional.empty(),
        Optional.empty());
  }

  /** Of a run that an earlier process has ended: nothing was left to compute. */
  static <R> Run<R> finished(long nInputs, Recovery recovery, long seed) {
    var nothing =
        new Execution.Result(recovery.recovered().failures(), true, 0, 0, Duration.ZERO, seed);
    return new Run<>(
        nInputs,
        nothing,
        Optional.of(recovery.directoryPath()),
        recovery.container(),
        recovery.files(),
        recovery::file,
        recovery::address,
        recovery.isRemote(),
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
        Path::toString,
        false,
        Optional.of((List<R>) store.values()),
        store.stacked());
  }

  /**
   * The results container; empty if the function returns nothing, results are in memory or in
   * another format than HDF5.
   *
   * @throws IllegalStateException as {@link #directory}
   */
  public Optional<Path> container() {
    requireLocal();
    return container;
  }

  /**
   * As {@link #container}, a path as text or an address such as {@code hdfs://host:8020/a/f.h5}.
   */
  public Optional<String> containerAddress() {
    return container.map(address);
  }

  /**
   * The run directory; empty if results are in memory.
   *
   * @throws IllegalStateException if it is on a file system that only Hadoop knows, so that it has
   *     no path, but an address
   */
  public Optional<Path> directory() {
    requireLocal();
    return directory;
  }

  /** As {@link #directory}, a path as text or an address such as {@code hdfs://host:8020/a}. */
  public Optional<String> directoryAddress() {
    return directory.map(address);
  }

  /**
   * The files with results, in the order of the first computation in each.
   *
   * @throws IllegalStateException as {@link #directory}
   */
  public List<Path> files() {
    requireLocal();
    return files;
  }

  /** As {@link #files}, paths as text or addresses. */
  public List<String> fileAddresses() {
    return files.stream().map(address).toList();
  }

  private void requireLocal() {
    if (remote) {
      throw new IllegalStateException(
          "the results are in %s, which has no path here: see containerAddress(), directoryAddress() and fileAddresses()"
              .formatted(directoryAddress().orElseThrow()));
    }
  }

  /**
   * The file with the results of one computation; empty if it has none.
   *
   * @param index number of the computation, from 0
   * @throws IndexOutOfBoundsException if there is no such computation
   * @throws IllegalStateException as {@link #directory}
   */
  public Optional<Path> file(long index) {
    requireLocal();
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

  /**
   * The failed computations for a person to read: by cause, with inputs in short and the topmost
   * frames of the user's code; empty if none failed. The ledger has the whole.
   */
  public String failureSummary() {
    return FailureSummary.of(failures(), nInputs, directoryAddress());
  }

  /** The seed of the random streams, also if it was drawn: with it the run can be repeated. */
  public long seed() {
    return result.seed();
  }

  /** From the first computation handed out to the last committed. */
  public Duration elapsed() {
    return result.elapsed();
  }

  /** Number of ranges into which the computations were cut. */
  public long ranges() {
    return result.ranges();
  }

  /** Number of Spark tasks it took, those that merge files aside. */
  public long tasks() {
    return result.tasks();
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
          "%s of %s computations failed; computation %s with inputs %s: %s: %s"
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

  /** How many were computed, where the results are, and what failed. */
  @Override
  public String toString() {
    String place =
        containerAddress()
            .or(this::directoryAddress)
            .map(where -> "results in " + where)
            .orElse("results in memory");
    String head =
        "%s of %s computations computed, %s".formatted(nInputs - failures().size(), nInputs, place);
    return failures().isEmpty()
        ? head
        : head + System.lineSeparator() + failureSummary().stripTrailing();
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

  /** As {@link #stacked}, in the form that HDF5 would hold; empty if results are not stacked. */
  public Optional<Hdf5Value> stackedValue() {
    return stacked;
  }

  /** Whether {@link #stacked} has the results. */
  boolean isStacked() {
    return stacked.isPresent();
  }

  /**
   * What is in memory as plain Java: nested arrays if results are stacked, else {@link #values}.
   * Unsigned numbers come as the next larger type, complex ones as pairs. If functions have
   * returned more than what is stacked, a map of {@code result_0} to the arrays and of {@code
   * further} to {@link #furtherValues}.
   *
   * @throws IllegalStateException if the results are in files
   */
  public Object asJava() {
    if (stacked.isEmpty()) {
      List<Object> plain = new ArrayList<>();
      values().forEach(value -> plain.add(asJava(value)));
      return plain;
    }
    List<Outputs> further = furtherValues();
    Object arrays =
        switch (stacked.get().type()) {
          case COMPLEX64, COMPLEX128 -> stacked().copyToNDJavaArray();
          default -> stacked.get().toJava();
        };
    boolean more = further.stream().anyMatch(outputs -> outputs != null && outputs.size() > 0);
    return more
        ? Map.of("result_0", arrays, "further", further.stream().map(Run::inJava).toList())
        : arrays;
  }

  private static Outputs inJava(Outputs all) {
    return all == null ? null : Outputs.of(all.values().stream().map(Run::asJava).toArray());
  }

  /** Arrays of netCDF-Java and of Python know their shape, but are no arrays to Java. */
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
   * The results in the order of the computations, null where one failed.
   *
   * @throws IllegalStateException if they are in files, or stacked: see {@link #stacked} and {@link
   *     #furtherValues}
   */
  public List<R> values() {
    if (stacked.isPresent()) {
      throw new IllegalStateException(
          "the results are stacked, so they are no longer single values: see stacked(), and furtherValues() for return values after the first");
    }
    return inMemory();
  }

  /**
   * Of results that are stacked, the return values after the first, in the order of the
   * computations, null where one failed.
   *
   * @throws IllegalStateException if they are in files or not stacked
   */
  @SuppressWarnings("unchecked") // the store of stacked results keeps these alone
  public List<Outputs> furtherValues() {
    if (stacked.isEmpty()) {
      throw new IllegalStateException(
          "there are no stacked results: ask for inMemory() and a resultShape");
    }
    return (List<Outputs>) (List<?>) inMemory();
  }

  private List<R> inMemory() {
    return values.orElseThrow(
        () ->
            new IllegalStateException(
                "the results are in files, see container(); ask for inMemory() to have values"));
  }

  /**
   * The results by computation as an RDD, for a pipeline that goes on in Spark. They never pass
   * through the driver: each action reads them from their files, on the executors. No function is
   * called again, however many actions follow and executors die; the RDD holds as long as the run
   * directory is there. Computations that failed are left out: see {@link #requireAllComputed}.
   *
   * <pre>{@code
   * Run<Fit> run = over(each(range(1000))).map(Fits::fit).format(Format.SERIALIZED).build().compute();
   * run.requireAllComputed().pairs(spark, "com.example.Fit").filter(fit -> fit._2.slope() > 0).count();
   * }</pre>
   *
   * @param spark the context of the pipeline, that of the run or a later one; its executors see the
   *     run directory
   * @param classPatterns classes of results beside values, as for {@link SerializedResults#read}
   * @return keys are indices from 0, in order; a task that cannot read a file fails with an {@link
   *     AcmeException} that names it
   * @throws IllegalStateException if the results are not in files of {@link
   *     org.acmespark.model.Format#SERIALIZED}, which alone keep every type as it was
   */
  @SuppressWarnings("unchecked")
  public JavaPairRDD<Long, R> pairs(JavaSparkContext spark, String... classPatterns) {
    requireLocal();
    boolean serialized = files.stream().allMatch(file -> file.toString().endsWith(".ser"));
    if (directory.isEmpty() || container.isPresent() || !serialized) {
      throw new IllegalStateException(
          "an RDD of results needs format(Format.SERIALIZED), which keeps every type as it was; these are "
              + container.or(() -> directory).map(path -> "in " + path).orElse("in memory"));
    }
    return (JavaPairRDD<Long, R>)
        (JavaPairRDD<Long, ?>) StoredResults.rdd(spark, nInputs, fileOf, List.of(classPatterns));
  }

  /** The values of {@link #pairs}, in the order of the computations. */
  public JavaRDD<R> rdd(JavaSparkContext spark, String... classPatterns) {
    return pairs(spark, classPatterns).values();
  }
}
