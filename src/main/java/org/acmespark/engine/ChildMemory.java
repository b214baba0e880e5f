package org.acmespark.engine;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalLong;
import java.util.stream.Stream;

/**
 * The most memory that processes which this one has started had at a time, in bytes, as far as
 * Linux tells (proc(5), VmHWM): looked at again and again, since nothing is told of one that has
 * ended.
 */
final class ChildMemory implements AutoCloseable {
  private static final long EVERY_MILLIS = 20;

  private final Thread watching = new Thread(this::watch, "acme-child-memory");
  private long most; // under the lock of this

  private ChildMemory() {}

  /** Watches from now on. */
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
      // closed
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
      return OptionalLong.empty(); // it has ended, or this is no Linux
    }
  }

  /** The most so far. */
  synchronized long bytes() {
    look();
    return most;
  }

  @Override
  public void close() {
    watching.interrupt();
  }
}
