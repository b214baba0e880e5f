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
 * Records which computations are being called in this JVM, in a file that survives it. If driver
 * and executor are one process, only this file can tell during which call it died.
 *
 * <p>The file is mapped into memory, so a mark needs no system call and survives any end of the
 * process. It does not survive a crash of the machine, which no computation causes. Thread-safe,
 * except that each slot has one owner.
 */
public final class CallMarks {
  private static final int SLOTS = 512;
  private static final int NO_SLOT = -1;

  private final Optional<MappedByteBuffer> marks;
  private final BitSet taken = new BitSet(SLOTS);

  private CallMarks(Optional<MappedByteBuffer> marks) {
    this.marks = marks;
  }

  /** Creates an instance that records nothing. */
  public static CallMarks none() {
    return new CallMarks(Optional.empty());
  }

  /** Records calls in a new file; records nothing if the file cannot be created. */
  static CallMarks in(Path file) {
    try (FileChannel channel =
        FileChannel.open(
            file,
            StandardOpenOption.CREATE_NEW,
            StandardOpenOption.READ,
            StandardOpenOption.WRITE)) {
      long bytes = (long) SLOTS * Long.BYTES;
      channel.write(ByteBuffer.allocate((int) bytes)); // reserves space for every page
      return new CallMarks(Optional.of(channel.map(FileChannel.MapMode.READ_WRITE, 0, bytes)));
    } catch (IOException e) {
      return none(); // a run can work without marks
    }
  }

  /** Returns the computations that were being called when the process of that file died. */
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

  /** Reserves a slot for calls made one after another. */
  public synchronized int take() {
    int slot = taken.nextClearBit(0);
    if (marks.isEmpty() || slot >= SLOTS) {
      return NO_SLOT;
    }
    taken.set(slot);
    return slot;
  }

  /** Releases a slot. */
  public synchronized void release(int slot) {
    if (slot != NO_SLOT) {
      end(slot);
      taken.clear(slot);
    }
  }

  /** Records that a call begins. */
  public void begin(int slot, long index) {
    put(slot, index + 1);
  }

  /** Records that the call has ended. */
  public void end(int slot) {
    put(slot, 0);
  }

  private void put(int slot, long mark) {
    if (slot != NO_SLOT) {
      marks.get().putLong(slot * Long.BYTES, mark);
    }
  }
}
