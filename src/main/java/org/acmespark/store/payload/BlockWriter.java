package org.acmespark.store.payload;

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
