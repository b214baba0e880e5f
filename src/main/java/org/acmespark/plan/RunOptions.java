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
 * What a caller may choose about a run; checked as far as one option alone can be.
 *
 * @param name name of the function in files, empty: the method's
 * @param outputDir the run directory, empty: a new {@code ACME_...} in the current directory
 * @param inMemory whether results stay in memory
 * @param singleFile whether the container holds all results itself
 * @param resultShape shape of the dataset that results are slotted into, empty: each by itself
 * @param resultType type of that dataset's elements
 * @param format what kind of files results are kept in
 * @param payload how results are spread over files
 * @param compression of HDF5 files
 * @param rangeSize computations per range, empty: chosen while running
 * @param retries how often a failed computation is tried again
 * @param timeout how long a call may take, empty: any time
 * @param onFailure what a failure does to the others
 * @param debug whether all calls are made on the calling thread, one after the other
 * @param shared what keeps calls from seeing what others have changed in a shared argument
 * @param userClasspathFirst whether classes of the user's jars come before those of Spark
 * @param seed of the random streams, empty: drawn
 * @param verbosity how much is told
 * @param logFile where the log goes
 * @param cleanupOlderThan age from which on directories of earlier runs are removed, empty: never
 * @param workers cores of a local run, empty: all
 * @param resume the run to go on with, empty: a new one
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
   * Going on with a run that has ended before its time.
   *
   * @param directory its directory
   * @param retryFailed whether computations that failed are done again
   * @param force whether to go on though function, arguments or seed are not what they were
   */
  public record Resume(String directory, boolean retryFailed, boolean force) {}
}
