package org.acmespark;

import java.nio.file.Path;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.LongConsumer;
import java.util.stream.LongStream;
import org.acmespark.display.ProgressDisplay;
import org.acmespark.export.Export;
import org.acmespark.export.Exported;
import org.acmespark.export.Labels;
import org.acmespark.export.ResultTable;
import org.acmespark.model.Verbosity;
import org.acmespark.reading.ComputationResults;
import org.acmespark.reading.StackedResults;
import org.acmespark.reading.StoredRun;
import org.acmespark.reading.Verification;

/**
 * Reads the results of a run from its directory or container, wherever these are now.
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
 * <p>Opening reads no results, and reading one computation opens only its file. All layouts and
 * formats can be read, except pickles, which Python reads. Only one thread at a time may use this
 * object. Methods run where they are called. After {@link #close()} all methods throw {@link
 * IllegalStateException}.
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
   * @param classPatterns classes that may be read from serialized results, in addition to values,
   *     as for {@link SerializedResults#read}
   * @throws IllegalArgumentException if the path does not exist or has no results of a run
   * @throws org.acmespark.model.AcmeException if the manifest beside the container cannot be read
   */
  public static Results open(Path path, String... classPatterns) {
    return new Results(StoredRun.open(path.toString(), List.of(classPatterns)));
  }

  /**
   * Opens the results of a run as {@link #open(Path, String...)} does, also on a file system that
   * Hadoop knows. Files that are read are copied to {@code java.io.tmpdir} until this object is
   * closed: first the container, then the file of each requested computation.
   *
   * @param place a path, or an address such as {@code hdfs://namenode:8020/results/run}
   * @throws org.acmespark.model.AcmeException if the file system cannot be reached
   */
  public static Results open(String place, String... classPatterns) {
    return new Results(StoredRun.open(place, List.of(classPatterns)));
  }

  /**
   * Compares every file with the checksum that was recorded when it was written, before it is read
   * for the first time from now on. Files of earlier versions have none and are not compared.
   *
   * <pre>{@code
   * try (var results = Results.open(Path.of("ACME_20261122-100302-976973")).checked()) {
   *   results.computation(56).value();    // an AcmeException if the file has changed
   * }
   * }</pre>
   *
   * <p>A file is read as a whole for that, a single file with all results too.
   *
   * @return this object
   * @throws org.acmespark.model.AcmeException if the ledger cannot be read
   */
  public Results checked() {
    run.checkFiles();
    return this;
  }

  /** Returns the number of computations. */
  public long nInputs() {
    return run.nInputs();
  }

  /**
   * Returns the results container; empty if the run has none. For a run that was opened at an
   * address, this is the path of a copy, which may not exist yet and which is kept until this
   * object is closed.
   */
  public Optional<Path> container() {
    return run.containerFile();
  }

  /**
   * Returns the results container as {@link #container()} does, as the text of a path or as an
   * address.
   */
  public Optional<String> containerAddress() {
    return run.containerAddress();
  }

  /**
   * Returns the results of one computation.
   *
   * @param index from 0
   * @throws IndexOutOfBoundsException if there is no such computation
   * @throws org.acmespark.model.AcmeException if the container or the ledger cannot be read
   */
  public ComputationResults computation(long index) {
    return run.computation(index);
  }

  /** Whether the first return values are stacked in one dataset. */
  public boolean isStacked() {
    return run.stacked().isPresent();
  }

  /**
   * Returns the dataset of stacked results without reading it.
   *
   * @throws IllegalStateException if the results are not stacked
   */
  public StackedResults stacked() {
    return run.stacked()
        .orElseThrow(
            () -> new IllegalStateException("results are not stacked: see computation(i)"));
  }

  /** Iterates over all computations in order, including those without results. */
  @Override
  public Iterator<ComputationResults> iterator() {
    return LongStream.range(0, nInputs()).mapToObj(this::computation).iterator();
  }

  /**
   * Checks that the results of every computation exist, and reads all of them. Data that reads as
   * fill because its file is missing is a problem, too.
   */
  public Verification verify() {
    return verify(Verbosity.QUIET);
  }

  /** Checks all results as {@link #verify()} does, with progress on standard error unless quiet. */
  public Verification verify(Verbosity verbosity) {
    return withProgress(verbosity, "verify", run::verify);
  }

  /**
   * Compares every file with the checksum that was recorded when it was written, and checks that
   * the results of every computation exist. Finds any byte that has changed, in data, metadata,
   * ledger and manifest. Values are read only from files without a checksum, which earlier versions
   * have written.
   */
  public Verification verifyChecksums() {
    return verifyChecksums(Verbosity.QUIET);
  }

  /**
   * Compares checksums as {@link #verifyChecksums()} does, with progress on standard error unless
   * quiet.
   */
  public Verification verifyChecksums(Verbosity verbosity) {
    return withProgress(verbosity, "verify", run::verifyChecksums);
  }

  /**
   * Writes what the container shows, including links and virtual datasets, into one HDF5 file that
   * needs no other file. The file gets its name when it is complete. It does not include results in
   * files of another format. Every file is compared with its checksum before it is copied. The new
   * file has a checksum in a file beside it, {@code OUT.h5.crc32c}, which {@link #verifyChecksums}
   * reads; nothing else needs that file.
   *
   * @param out path of the new file, which must not exist
   * @throws IllegalArgumentException if there is no container, {@code out} exists, or its folder
   *     cannot be written
   * @throws org.acmespark.model.AcmeException if something cannot be read or written
   */
  public void consolidate(Path out) {
    consolidate(out, Verbosity.QUIET);
  }

  /**
   * Writes one file as {@link #consolidate(Path)} does, with progress on standard error unless
   * quiet.
   */
  public void consolidate(Path out, Verbosity verbosity) {
    withProgress(
        verbosity,
        "consolidate",
        progress -> {
          run.consolidate(out, progress);
          return out;
        });
  }

  /**
   * Writes the results into one file for other programs, whose name says the format: {@code .csv}
   * (scalars; a row per computation, with status, seconds, host and error), {@code .parquet} (the
   * same rows, with arrays as lists), {@code .npy} (one array per computation, stacked along the
   * first dimension), or {@code .nc} (netCDF-4, a variable per return value). Where a computation
   * has no results, fields are empty and elements NaN or marked as missing. The file gets its name
   * when it is complete.
   *
   * @param existing what happens to a file that has the name
   * @throws IllegalArgumentException if the format is unknown or cannot hold the results, {@code
   *     out} exists and must not be replaced, or its folder cannot be written
   * @throws org.acmespark.model.AcmeException if something cannot be read or written, or the format
   *     is Parquet and Spark lacks its library
   */
  public Exported export(Path out, Export.Existing existing, Verbosity verbosity) {
    return export(out, existing, verbosity, Labels.NONE);
  }

  /**
   * Does the same, with names of variables and dimensions, units and coordinates for {@code .nc}.
   *
   * <pre>{@code
   * results.export(Path.of("out.nc"), Export.Existing.REFUSE, Verbosity.NORMAL,
   *     Labels.NONE.dimensions("channel", "time").units("uV"));
   * }</pre>
   *
   * @throws IllegalArgumentException also if a label does not fit the results, or the format is
   *     another one
   * @throws org.acmespark.model.AcmeException as without labels
   */
  public Exported export(Path out, Export.Existing existing, Verbosity verbosity, Labels labels) {
    Export export = new Export(run, out, existing, labels);
    return withProgress(verbosity, "export", export::write);
  }

  /**
   * Returns the results as a table with a row per computation, as an export to Parquet has it.
   * Reads nothing yet.
   */
  public ResultTable table() {
    return new ResultTable(run);
  }

  private <T> T withProgress(Verbosity verbosity, String name, Function<LongConsumer, T> work) {
    try (var display = ProgressDisplay.ofLongWork(verbosity, name, nInputs())) {
      return work.apply(done -> display.update(done, 0));
    }
  }

  @Override
  public void close() {
    run.close();
  }
}
