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
 * Measures the most memory that this process used beyond the memory of the JVM itself, in bytes. On
 * Linux the kernel counts it, including buffers and native libraries (proc(5), VmHWM). On other
 * systems it is the heap and direct buffers.
 */
final class PeakMemory {
  private static final Path STATUS = Path.of("/proc/self/status");
  private static final Path CLEAR = Path.of("/proc/self/clear_refs");

  private final long heapAtFirst;
  private long before;

  private PeakMemory(long heapAtFirst) {
    this.heapAtFirst = heapAtFirst;
  }

  /** Creates a measurement that counts objects that come into the heap from now on. */
  static PeakMemory beyondNow() {
    return new PeakMemory(heap());
  }

  /**
   * Forgets the peak so far. Objects that have come into the heap and are still there count. The
   * classes that were loaded to create them do not count, because they belong to the JVM.
   */
  void restart() {
    long come = Math.max(0, heap() - heapAtFirst);
    heapPools().forEach(MemoryPoolMXBean::resetPeakUsage);
    before = status("VmRSS:").orElseGet(PeakMemory::managed) - come;
    try {
      Files.writeString(CLEAR, "5"); // resets VmHWM
    } catch (IOException e) {
      // The peak then counts from the start of the process, and is rarely much higher.
    }
  }

  long bytes() {
    long peak = status("VmHWM:").orElseGet(PeakMemory::managed);
    return Math.max(0, peak - before);
  }

  private static long heap() {
    System.gc();
    return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
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
      return OptionalLong.empty(); // not on Linux
    }
  }
}
