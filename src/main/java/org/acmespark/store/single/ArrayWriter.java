package org.acmespark.store.single;

import java.io.Closeable;
import java.util.UUID;
import org.acmespark.hdf5.value.Hdf5Value;

/** Brings the bytes of arrays to places in the driver's file, on an executor. Thread-safe. */
interface ArrayWriter extends Closeable {
  /**
   * Writes an array, now or until {@link #finish}. Afterwards the array may be changed.
   *
   * @param stream identifier of the stream of the block to which it belongs
   * @param position of its first byte in the file
   * @return its checksums, one for each part
   */
  int[] write(UUID stream, long position, Hdf5Value array);

  /** Returns once all arrays of a stream are written. */
  default void finish(UUID stream) {}

  /** Forgets a stream, finished or not. */
  default void forget(UUID stream) {}
}
