package org.acmespark.store.single;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.acmespark.hdf5.value.Hdf5Value;
import org.acmespark.hdf5.value.Packing;
import org.acmespark.model.AcmeException;

/**
 * Sends arrays to the driver, in parts. Elements are copied once, into a part that waits to be
 * sent, so that the function is called again while parts are on the way. All tasks of an executor
 * share a number of parts.
 */
final class SendingWriter implements ArrayWriter {
  private static final int PART_BYTES = 1 << 20;

  /**
   * For all tasks. More did not help two tasks on two cores: they no longer fit into the caches.
   */
  private static final int PARTS = 16;

  private final ExecutorPlaces.Sender sender;
  private final Map<UUID, OnTheWay> streams = new ConcurrentHashMap<>();
  private final Deque<ByteBuffer> free = new ArrayDeque<>();
  private int made;

  SendingWriter(ExecutorPlaces.Sender sender) {
    this.sender = sender;
  }

  /** The parts of a stream that are on the way. */
  private static final class OnTheWay {
    private int count;
    private Optional<AcmeException> failure = Optional.empty();

    synchronized void requireIntact() {
      failure.ifPresent(OnTheWay::rethrow);
    }

    synchronized void add() {
      count++;
    }

    synchronized void remove(Optional<AcmeException> why) {
      count--;
      if (failure.isEmpty()) {
        failure = why;
      }
      notifyAll();
    }

    synchronized void awaitNone() throws InterruptedException {
      while (count > 0) {
        wait();
      }
      requireIntact();
    }

    private static void rethrow(AcmeException failure) {
      throw failure;
    }
  }

  @Override
  public int[] write(UUID stream, long position, Hdf5Value array) {
    OnTheWay parts = streams.computeIfAbsent(stream, unknown -> new OnTheWay());
    int entryBytes = Packing.entryBytes(array.type());
    int entries = Packing.entries(array.elements());
    var checksums = new PartChecksums(ArrayOutput.CUT, position, (long) entries * entryBytes);
    int atOnce = PART_BYTES / entryBytes;
    int count;
    for (int from = 0; from < entries; from += count) {
      count = Math.min(atOnce, entries - from);
      parts.requireIntact();
      ByteBuffer part = take();
      Packing.pack(array.elements(), from, count, part);
      part.position(0).limit(count * entryBytes);
      checksums.add(part.duplicate());
      parts.add();
      sender.send(
          stream,
          position,
          position + (long) from * entryBytes,
          part.duplicate(),
          failure -> {
            give(part);
            parts.remove(failure);
          });
    }
    return checksums.values();
  }

  private synchronized ByteBuffer take() {
    try {
      while (free.isEmpty() && made == PARTS) {
        wait();
      }
    } catch (InterruptedException e) {
      throw interrupted(e);
    }
    if (free.isEmpty()) {
      made++;
      return ByteBuffer.allocateDirect(PART_BYTES).order(ByteOrder.LITTLE_ENDIAN);
    }
    return free.pop();
  }

  private synchronized void give(ByteBuffer part) {
    free.push(part);
    notifyAll();
  }

  @Override
  public void finish(UUID stream) {
    OnTheWay parts = streams.remove(stream);
    if (parts != null) {
      try {
        parts.awaitNone();
      } catch (InterruptedException e) {
        throw interrupted(e);
      }
    }
  }

  private static AcmeException interrupted(InterruptedException e) {
    Thread.currentThread().interrupt();
    return new AcmeException("interrupted while an array was sent to the driver", e);
  }

  @Override
  public void forget(UUID stream) {
    streams.remove(stream);
  }

  @Override
  public void close() {
    sender.close();
  }
}
