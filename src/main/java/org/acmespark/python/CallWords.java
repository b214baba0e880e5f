package org.acmespark.python;

import java.io.IOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.locks.LockSupport;

/**
 * Two numbers in memory that this JVM and a Python process share. The process writes the number of
 * the call that it begins. This JVM writes which calls must not begin. The memory outlives the
 * process, so it also tells what a process that died had begun.
 */
final class CallWords {
  private static final VarHandle LONGS =
      MethodHandles.byteBufferViewVarHandle(long[].class, ByteOrder.nativeOrder());
  private static final int BEGUN = 0;
  private static final int VOID = 8;
  private static final int BYTES = 16;

  /**
   * How long the process may take until what it wrote before it looked at {@link #VOID} is seen
   * here. Processors need less than a thousandth of it.
   */
  private static final long SETTLED_NANOS = 1_000_000;

  private final ByteBuffer words;

  private CallWords(ByteBuffer words) {
    this.words = words;
  }

  static CallWords in(Path file) throws IOException {
    try (FileChannel channel =
        FileChannel.open(
            file,
            StandardOpenOption.CREATE_NEW,
            StandardOpenOption.READ,
            StandardOpenOption.WRITE)) {
      channel.write(ByteBuffer.allocate(BYTES));
      return new CallWords(channel.map(FileChannel.MapMode.READ_WRITE, 0, BYTES));
    }
  }

  /** Returns the number of the last call that has begun. */
  long begun() {
    return (long) LONGS.getVolatile(words, BEGUN);
  }

  /**
   * Forbids the process to begin calls up to number {@code last}.
   *
   * @param first the lowest number that may be forbidden
   * @return the number of the last call that has perhaps begun, or a number before {@code first}
   */
  long forbid(long first, long last) {
    long from = Math.max(begun() + 1, first);
    LONGS.setVolatile(words, VOID, from << 32 | last + 1);
    long until = System.nanoTime() + SETTLED_NANOS;
    for (long left = SETTLED_NANOS; left > 0; left = until - System.nanoTime()) {
      LockSupport.parkNanos(this, left);
    }
    return Math.max(begun(), first - 1);
  }
}
