package org.acmespark.store;

import java.util.List;
import java.util.Optional;
import org.acmespark.model.AcmeException;
import org.acmespark.store.payload.Block;
import org.acmespark.store.payload.Layout;
import org.acmespark.store.payload.Merge;
import org.acmespark.store.single.SingleFile;

/**
 * The driver's side of a run's results: commits blocks in the order in which executors offer them.
 * Called by one thread at a time.
 */
public interface RunStore {
  /** How executors keep results. */
  Layout layout();

  /**
   * The computations that earlier processes of the run have finished. They are not handed out
   * again.
   */
  default Recovered recovered() {
    return Recovered.nothing();
  }

  /** Marks of the calls that run in the driver's JVM. */
  default CallMarks marks() {
    return CallMarks.none();
  }

  /**
   * Checks what an executor says of a block, before anything is decided about it.
   *
   * @throws AcmeException if no executor of the run says so
   */
  default void check(Block block) {}

  /**
   * Commits a block. Afterwards its results survive the executor, and the ledger has their lines.
   * The caller makes sure that none of its computations was committed before.
   */
  void commit(Block block, Attempts attempts);

  /**
   * Keeps part of a block that will be committed later.
   *
   * @param cores how many tasks may send at a time
   * @return maximum number of bytes of the next part
   */
  default int receive(Block.Fragment fragment, int cores) {
    throw new IllegalStateException("no blocks come in parts");
  }

  /** Frees what was kept for a block that was refused. Its task no longer sends parts of it. */
  default void discard(Block block) {}

  /** What keeps the results of a run with a single file. */
  default Optional<SingleFile> single() {
    return Optional.empty();
  }

  /** Merges that reduce the number of files; empty if there are few files. */
  default List<Merge> merges() {
    return List.of();
  }

  /** Replaces source files by the merged file. */
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
    /** The run ended before all were computed. */
    INCOMPLETE
  }
}
