package org.acmespark.engine;

import java.io.IOException;
import java.lang.management.BufferPoolMXBean;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalLong;
import java.util.stream.Stream;

/**
 * The most memory that this process had since a moment, in bytes: on Linux what the kernel counts,
 * so that buffers and native libraries are in it (proc(5), VmHWM); elsewhere heap and direct
 * buffers.
 */
final class PeakMemory {
  private static final Path STATUS = Path.of("/proc/self/status");
  private static final Path CLEAR = Path.of("/proc/self/clear_refs");

  private final long before;

  private PeakMemory(long before) {
    this.before = before;
  }

  /** Counts beyond what there is now. */
  static PeakMemory beyondNow() {
    System.gc();
    return new PeakMemory(status("VmRSS:").orElseGet(PeakMemory::managed));
  }

  /** Forgets the highest so far: what counts is what comes. */
  void restart() {
    System.gc();
    heapPools().forEach(MemoryPoolMXBean::resetPeakUsage);
    try {
      Files.writeString(CLEAR, "5"); // resets VmHWM
    } catch (IOException e) {
      // Then it is the highest since the process began: more than asked for, and rarely by much.
    }
  }

  long bytes() {
    long peak = status("VmHWM:").orElseGet(PeakMemory::managed);
    return Math.max(0, peak - before);
  }

  private static long managed() {
    return heapPools().mapToLong(pool -> pool.getPeakUsage().getUsed()).sum()
        + ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class).stream()
            .mapToLong(BufferPoolMXBean::getMemoryUsed)
            .sum();
  }

  private static Stream<MemoryPoolMXBean> heapPools() {
    return ManagementFactory.getMemoryPoolMXBeans().stream()
        .filter(pool -> pool.getType() == MemoryType.HEAP);
  }

  private static OptionalLong status(String key) {
    try (Stream<String> lines = Files.lines(STATUS)) {
      return lines
          .filter(line -> line.startsWith(key))
          .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) << 10)
          .findFirst();
    } catch (IOException e) {
      return OptionalLong.empty(); // no Linux
    }
  }
}
