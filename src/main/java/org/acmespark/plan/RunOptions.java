package org.acmespark.plan;

import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.acmespark.model.Compression;
import org.acmespark.model.Format;
import org.acmespark.model.OnFailure;
import org.acmespark.model.Payload;
import org.acmespark.model.ResultShape;
import org.acmespark.model.ResultType;
import org.acmespark.model.SharedArguments;
import org.acmespark.model.Verbosity;

/**
 * The options of a run. Each option has been checked by itself.
 *
 * @param name name of the function in files, empty: the method's
 * @param outputDir the run directory, empty: a new {@code ACME_...} in the current directory
 * @param inMemory whether results stay in memory
 * @param singleFile whether the container holds all results itself
 * @param resultShape shape of the dataset in which results are stacked, empty: each result has its
 *     own dataset
 * @param resultType type of that dataset's elements
 * @param format what kind of files results are kept in
 * @param payload how results are spread over files
 * @param compression of HDF5 files
 * @param rangeSize computations per range, empty: chosen while running
 * @param retries how many times a failed computation is called again
 * @param timeout maximum duration of a call, empty: no limit
 * @param onFailure whether the run continues after a failure
 * @param debug whether the calling thread makes all calls, one after another
 * @param shared how shared arguments are protected from changes by the function
 * @param userClasspathFirst whether classes of the user's jars come before those of Spark
 * @param seed seed of the random streams, empty: drawn at random
 * @param verbosity how much is printed
 * @param logFile where the log goes
 * @param cleanupOlderThan age from which on directories of earlier runs are removed, empty: never
 * @param workers cores of a local run, empty: all
 * @param resume the run to resume, empty: a new one
 */
public record RunOptions(
    Optional<String> name,
    Optional<String> outputDir,
    boolean inMemory,
    boolean singleFile,
    Optional<ResultShape> resultShape,
    ResultType resultType,
    Format format,
    Payload payload,
    Compression compression,
    OptionalLong rangeSize,
    int retries,
    Optional<Duration> timeout,
    OnFailure onFailure,
    boolean debug,
    SharedArguments shared,
    boolean userClasspathFirst,
    OptionalLong seed,
    Verbosity verbosity,
    LogFile logFile,
    Optional<Duration> cleanupOlderThan,
    OptionalInt workers,
    Optional<Resume> resume) {

  /**
   * Resumes a run that ended early.
   *
   * @param directory the run directory
   * @param retryFailed whether failed computations are computed again
   * @param force whether to resume although function, arguments or seed have changed
   */
  public record Resume(String directory, boolean retryFailed, boolean force) {}
}
