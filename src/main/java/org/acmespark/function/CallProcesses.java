package org.acmespark.function;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/**
 * The processes that make the calls of one task, with all that they have started, and the most
 * memory that they used during a call. On Linux the kernel counts it (proc(5), VmHWM). Pages that
 * several of these processes share count several times. On other systems it is 0.
 *
 * <p>Functions report their processes on the thread that calls them. Another thread may measure.
 */
public final class CallProcesses {
  private static final ThreadLocal<CallProcesses> CURRENT = new ThreadLocal<>();
  private static final Path PROC = Path.of("/proc");

  private final Set<Long> roots = ConcurrentHashMap.newKeySet();
  private boolean fresh = true; // under this
  private long most; // under this

  /** Receives the processes that this thread reports from now on. */
  public void enter() {
    CURRENT.set(this);
  }

  /** Ends what {@link #enter} began, for the present thread. */
  public static void leave() {
    CURRENT.remove();
  }

  /** Reports that a process makes calls for this thread. */
  public static void report(Process process) {
    CallProcesses present = CURRENT.get();
    if (present != null) {
      present.roots.add(process.pid());
    }
  }

  /** Begins a call in processes that are still to be reported. */
  public synchronized void restart() {
    roots.clear();
    forget();
  }

  /** Begins a call in the same processes. */
  public synchronized void forget() {
    fresh = true;
    most = 0;
  }

  /** Looks at the processes, and returns the most bytes that they used since the call began. */
  public synchronized long look() {
    List<Long> all = new ArrayList<>();
    roots.forEach(pid -> addTree(pid, all));
    if (fresh) {
      all.forEach(CallProcesses::resetPeak);
      fresh = false;
    }
    most = Math.max(most, all.stream().mapToLong(CallProcesses::peak).sum());
    return most;
  }

  /** Returns what {@link #look} has found; 0 if it was not called since the call began. */
  public synchronized long seen() {
    return most;
  }

  private static void addTree(long pid, List<Long> all) {
    all.add(pid);
    try (Stream<Path> threads = Files.list(PROC.resolve(pid + "/task"))) {
      for (Path thread : (Iterable<Path>) threads::iterator) {
        for (String child : Files.readString(thread.resolve("children")).split(" ")) {
          if (!child.isBlank()) {
            addTree(Long.parseLong(child), all);
          }
        }
      }
    } catch (IOException | UncheckedIOException e) {
      // the process has ended
    }
  }

  private static void resetPeak(long pid) {
    try {
      Files.writeString(PROC.resolve(pid + "/clear_refs"), "5");
    } catch (IOException e) {
      // The peak then counts from the start of the process.
    }
  }

  private static long peak(long pid) {
    try (Stream<String> lines = Files.lines(PROC.resolve(pid + "/status"))) {
      return lines
          .filter(line -> line.startsWith("VmHWM:"))
          .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) << 10)
          .findFirst()
          .orElse(0);
    } catch (IOException | UncheckedIOException e) {
      return 0; // the process has ended
    }
  }
}
