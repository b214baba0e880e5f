package org.acmespark.store;

import java.util.List;
import org.acmespark.store.payload.Block;
import org.acmespark.store.payload.Layout;
import org.acmespark.store.payload.Merge;

/**
 * The driver's side of a run's results: commits what executors hand over, in the order in which
 * they do. Called by one thread at a time.
 */
public interface RunStore {
  /** What the executors do. */
  Layout layout();

  /** What earlier processes have done of the run, which is not handed out again. */
  default Recovered recovered() {
    return Recovered.nothing();
  }

  /** Where calls are marked that are made in the driver's JVM. */
  default CallMarks marks() {
    return CallMarks.none();
  }

  /**
   * Commits a block: afterwards its results survive the executor that made them, and the ledger
   * says so. The caller has made sure that none of its computations was committed before.
   */
  void commit(Block block, Attempts attempts);

  /**
   * Keeps part of a block whose commit is to come.
   *
   * @param cores how many tasks may send at a time
   * @return how many bytes the next part may have
   */
  default int receive(Block.Fragment fragment, int cores) {
    throw new IllegalStateException("no blocks come in parts");
  }

  /** Which files should be put together, so that few are left; empty if none. */
  default List<Merge> merges() {
    return List.of();
  }

  /** Puts a merged file in the place of its sources. */
  default void merged(Merge merge, Block.StagedFile file) {
    throw new IllegalStateException("nothing to merge");
  }

  /** Completes the run: container, manifest, ledger. */
  void finish(Outcome outcome);

  /** How a run ended. */
  enum Outcome {
    /** Every computation has its result. */
    COMPLETE,
    /** Some failed. */
    FAILED,
    /** It was ended before all were computed. */
    INCOMPLETE
  }
}
