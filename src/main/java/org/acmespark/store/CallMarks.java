package org.acmespark.store;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.BitSet;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/**
 * Which computations are being called in this JVM, in a file that outlives it: where driver and
 * executor are one process, nobody else could tell what it died of.
 *
 * <p>The file is mapped into memory, so that a mark costs no system call, and what is marked is
 * there however the process ends, unless the machine ends with it, which is no computation's fault.
 * Thread-safe, but that each slot has one owner.
 */
public final class CallMarks {
  private static final int SLOTS = 512;
  private static final int NO_SLOT = -1;

  private final Optional<MappedByteBuffer> marks;
  private final BitSet taken = new BitSet(SLOTS);

  private CallMarks(Optional<MappedByteBuffer> marks) {
    this.marks = marks;
  }

  /** Marks nothing. */
  public static CallMarks none() {
    return new CallMarks(Optional.empty());
  }

  /** Marks calls in a new file; nothing if there can be none. */
  static CallMarks in(Path file) {
    try (FileChannel channel =
        FileChannel.open(
            file,
            StandardOpenOption.CREATE_NEW,
            StandardOpenOption.READ,
            StandardOpenOption.WRITE)) {
      long bytes = (long) SLOTS * Long.BYTES;
      channel.write(ByteBuffer.allocate((int) bytes)); // what is not there cannot be paged in
      return new CallMarks(Optional.of(channel.map(FileChannel.MapMode.READ_WRITE, 0, bytes)));
    } catch (IOException e) {
      return none(); // a run can do without
    }
  }

  /** The computations that were being called when the process of that file died. */
  static Set<Long> read(Path file) {
    Set<Long> running = new HashSet<>();
    if (!Files.exists(file)) {
      return running;
    }
    try {
      ByteBuffer marks = ByteBuffer.wrap(Files.readAllBytes(file));
      while (marks.remaining() >= Long.BYTES) {
        long mark = marks.getLong();
        if (mark > 0) {
          running.add(mark - 1);
        }
      }
    } catch (IOException e) {
      return new HashSet<>();
    }
    return running;
  }

  /** A slot for calls that are made one after the other. */
  public synchronized int take() {
    int slot = taken.nextClearBit(0);
    if (marks.isEmpty() || slot >= SLOTS) {
      return NO_SLOT;
    }
    taken.set(slot);
    return slot;
  }

  /** Gives a slot back. */
  public synchronized void release(int slot) {
    if (slot != NO_SLOT) {
      end(slot);
      taken.clear(slot);
    }
  }

  /** A call begins. */
  public void begin(int slot, long index) {
    put(slot, index + 1);
  }

  /** It has ended. */
  public void end(int slot) {
    put(slot, 0);
  }

  private void put(int slot, long mark) {
    if (slot != NO_SLOT) {
      marks.get().putLong(slot * Long.BYTES, mark);
    }
  }
}
