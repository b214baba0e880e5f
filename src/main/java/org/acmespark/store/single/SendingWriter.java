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
 * Sends arrays to the driver, in pieces. Elements are copied once, into a piece that waits to be
 * sent, so that the function is called again while pieces are on the way. All tasks of an executor
 * share a number of pieces.
 */
final class SendingWriter implements ArrayWriter {
  private static final int PIECE_BYTES = 1 << 20;

  /** For all tasks of this JVM. More did not help two tasks on two cores. */
  private static final int PIECES = 16;

  private final ExecutorPlaces.Sender sender;
  private final Map<UUID, OnTheWay> streams = new ConcurrentHashMap<>();
  private final Deque<ByteBuffer> free = new ArrayDeque<>();
  private int made;

  SendingWriter(ExecutorPlaces.Sender sender) {
    this.sender = sender;
  }

  /** The pieces of a stream that are on the way. */
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
    OnTheWay pieces = streams.computeIfAbsent(stream, unknown -> new OnTheWay());
    int entryBytes = Packing.entryBytes(array.type());
    int entries = Packing.entries(array.elements());
    var checksums = new PartChecksums(ArrayOutput.CUT, position, (long) entries * entryBytes);
    int atOnce = PIECE_BYTES / entryBytes;
    int count;
    for (int from = 0; from < entries; from += count) {
      count = Math.min(atOnce, entries - from);
      pieces.requireIntact();
      ByteBuffer piece = take();
      Packing.pack(array.elements(), from, count, piece);
      piece.position(0).limit(count * entryBytes);
      checksums.add(piece.duplicate());
      pieces.add();
      sender.send(
          stream,
          position,
          position + (long) from * entryBytes,
          piece.duplicate(),
          failure -> {
            give(piece);
            pieces.remove(failure);
          });
    }
    return checksums.values();
  }

  private synchronized ByteBuffer take() {
    try {
      while (free.isEmpty() && made == PIECES) {
        wait();
      }
    } catch (InterruptedException e) {
      throw interrupted(e);
    }
    if (free.isEmpty()) {
      made++;
      return ByteBuffer.allocateDirect(PIECE_BYTES).order(ByteOrder.LITTLE_ENDIAN);
    }
    return free.pop();
  }

  private synchronized void give(ByteBuffer piece) {
    free.push(piece);
    notifyAll();
  }

  @Override
  public void finish(UUID stream) {
    OnTheWay pieces = streams.remove(stream);
    if (pieces != null) {
      try {
        pieces.awaitNone();
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
