package org.acmespark.store.payload;

/**
 * Takes the results of one task on its executor and makes blocks of them that the driver can
 * commit. Not thread-safe: its task guards it.
 */
public interface BlockWriter extends AutoCloseable {
  /**
   * Takes the result of a computation.
   *
   * @throws UnstorableResultException if no format can hold it; nothing of it is kept
   */
  void add(long index, Object result);

  /** Says where parts of large blocks go before their commit; called before the first result. */
  default void sendTo(Outlet outlet) {}

  /** The way to the driver. */
  interface Outlet {
    /**
     * Returns when the driver has written the fragment, whose array may be used again then.
     *
     * @return how many bytes the next one may have
     */
    int send(Block.Fragment fragment);
  }

  /** Bytes of results taken since the last {@link #seal}. */
  long pendingBytes();

  /** Whether the block is as large as it should get. */
  boolean full();

  /** Completes, syncs and hands over what was taken since the last call. */
  Block seal();

  /** Discards what is not sealed. */
  @Override
  void close();
}
