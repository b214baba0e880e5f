package org.acmespark.run;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.LongFunction;
import java.util.stream.Stream;
import org.acmespark.engine.Execution;
import org.acmespark.hdf5.value.Hdf5Value;
import org.acmespark.model.ComputationFailure;
import org.acmespark.store.MemoryStore;
import org.acmespark.store.Recovery;
import org.acmespark.store.ResultFiles;

/**
 * The outcome of a run, on the driver.
 *
 * @param nInputs number of computations
 * @param result failures and figures
 * @param directory the run directory; empty for a run in memory
 * @param ledger the ledger; empty for a run in memory
 * @param container the results container; empty if there is none
 * @param files files with results, in the order of the first computation in each
 * @param fileOf gives the file of a computation by its index from 0
 * @param address gives the address of a path on a file system that only Hadoop knows
 * @param remote whether the directory is on such a file system
 * @param values results in memory, in the order of the computations
 * @param stacked results in memory that are stacked
 */
public record RunOutcome(
    long nInputs,
    Execution.Result result,
    Optional<Path> directory,
    Optional<Path> ledger,
    Optional<Path> container,
    List<Path> files,
    LongFunction<Optional<Path>> fileOf,
    Function<Path, String> address,
    boolean remote,
    Optional<List<?>> values,
    Optional<Hdf5Value> stacked) {

  static RunOutcome inDirectory(long nInputs, Execution.Result result, ResultFiles files) {
    return new RunOutcome(
        nInputs,
        result,
        Optional.of(files.directoryPath()),
        Optional.of(files.ledger()),
        files.container(),
        files.all(),
        files::of,
        files::address,
        files.isRemote(),
        Optional.empty(),
        Optional.empty());
  }

  /**
   * Returns the outcome of a run that an earlier process completed, so that nothing was left to
   * compute.
   */
  static RunOutcome finished(long nInputs, Recovery recovery, long seed) {
    var nothing =
        new Execution.Result(
            recovery.recovered().failures(), true, 0, 0, Duration.ZERO, seed, List.of());
    return inDirectory(nInputs, nothing, recovery.results());
  }

  /** Returns the indices of failed computations that had too little memory, sorted. */
  public List<Long> lackingMemory() {
    return result.failures().stream()
        .filter(LackOfMemory::isCauseOf)
        .map(ComputationFailure::index)
        .sorted()
        .toList();
  }

  /** Returns the address of the run directory. There must be one. */
  public String directoryAddress() {
    return address.apply(directory.orElseThrow());
  }

  /** Returns the outcome of this run and another one that has repeated some of its computations. */
  public RunOutcome followedBy(RunOutcome next) {
    var both =
        new Execution.Result(
            next.result.failures(),
            next.result.complete(),
            result.ranges() + next.result.ranges(),
            result.tasks() + next.result.tasks(),
            result.elapsed().plus(next.result.elapsed()),
            result.seed(),
            Stream.concat(result.lost().stream(), next.result.lost().stream()).toList());
    return new RunOutcome(
        nInputs,
        both,
        next.directory,
        next.ledger,
        next.container,
        next.files,
        next.fileOf,
        next.address,
        next.remote,
        next.values,
        next.stacked);
  }

  static RunOutcome inMemory(long nInputs, Execution.Result result, MemoryStore store) {
    return new RunOutcome(
        nInputs,
        result,
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        List.of(),
        index -> Optional.empty(),
        Path::toString,
        false,
        Optional.of(store.values()),
        store.stacked());
  }
}
