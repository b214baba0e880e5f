package org.acmespark.store.payload;

import java.util.Optional;
import java.util.UUID;
import org.acmespark.hdf5.value.Hdf5Value;

/**
 * Collects the results of one task on its executor into blocks that the driver can commit. Not
 * thread-safe; the task synchronizes access.
 */
public interface BlockWriter extends AutoCloseable {
  /**
   * Takes the result of a computation.
   *
   * @throws UnstorableResultException if no format can hold it; then no part of it is kept
   */
  void add(long index, Object result);

  /**
   * Sets where parts of large blocks are sent before their commit; called before the first result.
   */
  default void sendTo(Outlet outlet) {}

  /** Sends fragments to the driver. */
  interface Outlet {
    /**
     * Sends a fragment and returns when the driver has written it. Then its array may be used
     * again.
     *
     * @return maximum number of bytes of the next fragment
     */
    int send(Block.Fragment fragment);

    /** Where large arrays are taken; empty if they are sent in fragments, as all else. */
    default Optional<Places> places() {
      return Optional.empty();
    }
  }

  /** Takes large arrays to the places that they will have in the single file. */
  interface Places {
    /**
     * Writes the elements of an array, which belongs to a block that will be committed later.
     *
     * @param stream identifier of the block's stream
     * @param row index of the computation if the array is its row of the stacked dataset, -1 if not
     */
    void put(UUID stream, long row, Hdf5Value array);

    /** Returns once all arrays of a stream are at their places. Its block can be committed then. */
    default void finish(UUID stream) {}

    /** Forgets a stream that has ended, and will not be committed unless it is finished. */
    default void forget(UUID stream) {}
  }

  /** Bytes of results taken since the last {@link #seal}. */
  long pendingBytes();

  /** Whether the block has reached its maximum size. */
  boolean full();

  /** Completes, syncs and returns the results taken since the last call. */
  Block seal();

  /** Discards results that are not sealed. */
  @Override
  void close();
}
