package org.acmespark;

import java.nio.file.Path;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.LongConsumer;
import java.util.stream.LongStream;
import org.acmespark.display.ProgressDisplay;
import org.acmespark.model.Verbosity;
import org.acmespark.reading.ComputationResults;
import org.acmespark.reading.StackedResults;
import org.acmespark.reading.StoredRun;
import org.acmespark.reading.Verification;

/**
 * The results of a run, read back from its directory or container, wherever these are now.
 *
 * <pre>{@code
 * try (var results = Results.open(Path.of("ACME_20261122-100302-976973"))) {
 *   results.nInputs();                   // 200
 *   results.computation(56).value(1);    // the second return value of computation 56
 *   for (var computation : results) {
 *     if (computation.isPresent()) {
 *       use(computation.values());
 *     }
 *   }
 * }
 * }</pre>
 *
 * <p>Opening reads no results, and reading one computation opens its file only. Works for every
 * layout and format, save that pickles are read by Python. For one thread at a time; runs where it
 * is called. After {@link #close()} all methods throw {@link IllegalStateException}.
 */
public final class Results implements Iterable<ComputationResults>, AutoCloseable {
  private final StoredRun run;

  private Results(StoredRun run) {
    this.run = run;
  }

  /**
   * Opens the results of a run, or any HDF5 file with groups {@code comp_0, comp_1, ...}.
   *
   * @param path a run directory or a results container
   * @param classPatterns classes that may be read from serialized results beside values, as for
   *     {@link SerializedResults#read}
   * @throws IllegalArgumentException if there is nothing, or nothing of a run
   * @throws org.acmespark.model.AcmeException if the manifest beside the container cannot be read
   */
  public static Results open(Path path, String... classPatterns) {
    return new Results(StoredRun.open(path.toString(), List.of(classPatterns)));
  }

  /**
   * As {@link #open(Path, String...)}, of a run directory or container on a file system that Hadoop
   * knows. Of its files those that are read are copied to {@code java.io.tmpdir} until this is
   * closed: the container, then the file of each computation that is asked for.
   *
   * @param place a path, or an address such as {@code hdfs://namenode:8020/results/run}
   * @throws org.acmespark.model.AcmeException if the file system cannot be reached
   */
  public static Results open(String place, String... classPatterns) {
    return new Results(StoredRun.open(place, List.of(classPatterns)));
  }

  /** Number of computations. */
  public long nInputs() {
    return run.nInputs();
  }

  /**
   * The results container; empty if the run has none. Of a run that was opened at an address: where
   * its copy is, or will be, until this is closed.
   */
  public Optional<Path> container() {
    return run.containerFile();
  }

  /** As {@link #container()}, a path as text or an address. */
  public Optional<String> containerAddress() {
    return run.containerAddress();
  }

  /**
   * The results of one computation.
   *
   * @param index from 0
   * @throws IndexOutOfBoundsException if there is no such computation
   * @throws org.acmespark.model.AcmeException if the container or the ledger cannot be read
   */
  public ComputationResults computation(long index) {
    return run.computation(index);
  }

  /** Whether first return values are slotted into one dataset. */
  public boolean isStacked() {
    return run.stacked().isPresent();
  }

  /**
   * The dataset of stacked results, which is not read yet.
   *
   * @throws IllegalStateException if results are not stacked
   */
  public StackedResults stacked() {
    return run.stacked()
        .orElseThrow(
            () -> new IllegalStateException("results are not stacked: see computation(i)"));
  }

  /** All computations in order, those without results too. */
  @Override
  public Iterator<ComputationResults> iterator() {
    return LongStream.range(0, nInputs()).mapToObj(this::computation).iterator();
  }

  /**
   * Looks whether every computation's results are there, and reads all of them. Something that
   * reads as fill because its file is missing is a problem, too.
   */
  public Verification verify() {
    return verify(Verbosity.QUIET);
  }

  /** As {@link #verify()}, with progress on standard error unless quiet. */
  public Verification verify(Verbosity verbosity) {
    return withProgress(verbosity, "verify", run::verify);
  }

  /**
   * Writes what the container shows, links and virtual datasets, into one HDF5 file that needs no
   * other. It is complete once it has its name. Results in files of another format are not in it.
   *
   * @param out a file that does not exist
   * @throws IllegalArgumentException if there is no container, {@code out} exists, or its folder
   *     cannot be written
   * @throws org.acmespark.model.AcmeException if something cannot be read or written
   */
  public void consolidate(Path out) {
    consolidate(out, Verbosity.QUIET);
  }

  /** As {@link #consolidate(Path)}, with progress on standard error unless quiet. */
  public void consolidate(Path out, Verbosity verbosity) {
    withProgress(
        verbosity,
        "consolidate",
        progress -> {
          run.consolidate(out, progress);
          return out;
        });
  }

  private <T> T withProgress(Verbosity verbosity, String name, Function<LongConsumer, T> work) {
    try (var display = ProgressDisplay.of(verbosity, name, nInputs())) {
      return work.apply(done -> display.update(done, 0));
    }
  }

  @Override
  public void close() {
    run.close();
  }
}
