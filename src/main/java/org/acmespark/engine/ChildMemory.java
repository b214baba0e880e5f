package org.acmespark.engine;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalLong;
import java.util.stream.Stream;

/**
 * Measures the most memory that the child processes of this process used at the same time, in
 * bytes. The values come from Linux (proc(5), VmHWM). They are read repeatedly, because Linux has
 * no values for a process that has ended.
 */
final class ChildMemory implements AutoCloseable {
  private static final long EVERY_MILLIS = 20;

  private final Thread watching = new Thread(this::watch, "acme-child-memory");
  private long most; // guarded by this

  private ChildMemory() {}

  /** Starts to watch. */
  static ChildMemory watching() {
    var memory = new ChildMemory();
    memory.watching.setDaemon(true);
    memory.watching.start();
    return memory;
  }

  private void watch() {
    try {
      while (true) {
        look();
        Thread.sleep(EVERY_MILLIS);
      }
    } catch (InterruptedException e) {
      // the watch is closed
    }
  }

  private synchronized void look() {
    Map<Long, Long> now = new HashMap<>();
    ProcessHandle.current()
        .descendants()
        .forEach(child -> highest(child.pid()).ifPresent(bytes -> now.put(child.pid(), bytes)));
    most = Math.max(most, now.values().stream().mapToLong(Long::longValue).sum());
  }

  private static OptionalLong highest(long pid) {
    Path status = Path.of("/proc", Long.toString(pid), "status");
    try (Stream<String> lines = Files.lines(status)) {
      return lines
          .filter(line -> line.startsWith("VmHWM:"))
          .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) << 10)
          .findFirst();
    } catch (IOException | RuntimeException e) {
      return OptionalLong.empty(); // the process has ended, or the system is not Linux
    }
  }

  /** Returns the highest value so far. */
  synchronized long bytes() {
    look();
    return most;
  }

  @Override
  public void close() {
    watching.interrupt();
  }
}
