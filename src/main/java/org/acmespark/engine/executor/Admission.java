package org.acmespark.engine.executor;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.function.LongUnaryOperator;
import org.acmespark.function.CallProcesses;
import org.acmespark.model.CallMemory;

/**
 * Decides how many computations of a run this executor begins at a time, so that what they need
 * fits into its heap, and what their processes need into the memory of the host or its control
 * group. At least one is begun.
 *
 * <p>If the user gives no amount, the first computation runs alone. Each further one is expected to
 * need a fifth more than the most that one of the last {@value #REMEMBERED} needed here.
 */
final class Admission {
  private static final int REMEMBERED = 64;

  /** Computations differ, and what is measured is not all. */
  private static final double ROOM = 1.2;

  /** Part of the heap that may be in use; the garbage collector needs the rest. */
  private static final double USABLE = 0.9;

  /** Admissions of this JVM, to whose computations its heap belongs. */
  private static final Set<Admission> ALL = new HashSet<>(); // guarded by itself

  private final CallMemory expected;
  private final boolean outside;
  private final long heapBytes;
  private final LongUnaryOperator available;
  private final LongSupplier liveHeap;
  private final Set<Pass> running = new HashSet<>();
  private final Deque<Need> seen = new ArrayDeque<>();
  private long heapBefore = -1;

  /** What computations need: bytes of the heap, and bytes of processes. */
  private record Need(long heap, long processes) {
    Need orMore(Need other) {
      return new Need(Math.max(heap, other.heap), Math.max(processes, other.processes));
    }
  }

  /**
   * Creates the decisions for a run.
   *
   * @param outside whether the function runs in processes of its own
   * @param heapBytes size of the heap
   * @param available returns the bytes that further processes can get, by the bytes that those of
   *     running computations use
   * @param liveHeap returns the bytes in use on the heap, without garbage
   */
  Admission(
      CallMemory expected,
      boolean outside,
      long heapBytes,
      LongUnaryOperator available,
      LongSupplier liveHeap) {
    this.expected = expected;
    this.outside = outside;
    this.heapBytes = heapBytes;
    this.available = available;
    this.liveHeap = liveHeap;
  }

  /** Creates the decisions for a run in this JVM. */
  static Admission here(CallMemory expected, boolean outside) {
    long heap = Runtime.getRuntime().maxMemory();
    var host = new HostMemory();
    var admission = new Admission(expected, outside, heap, host::available, LiveHeap::now);
    if (expected.isPlanned()) {
      synchronized (ALL) {
        if (ALL.isEmpty()) {
          LiveHeap.reportTo(Admission::collected);
        }
        ALL.add(admission);
      }
    }
    return admission;
  }

  private static void collected(long live) {
    synchronized (ALL) {
      ALL.forEach(admission -> admission.live(live));
    }
  }

  /** Ends the decisions, since the run leaves this JVM. */
  void close() {
    synchronized (ALL) {
      ALL.remove(this);
    }
  }

  /** Whether computations may have to wait. */
  boolean isPlanned() {
    return expected.isPlanned();
  }

  /**
   * Waits until a computation may begin.
   *
   * @param processes those that it will use
   * @param most how long to wait, in milliseconds
   * @return its permission, which it must {@link Pass#end}; empty if the time has passed
   */
  synchronized Optional<Pass> enter(CallProcesses processes, long most)
      throws InterruptedException {
    long last = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(most);
    while (!fits()) {
      long left = TimeUnit.NANOSECONDS.toMillis(last - System.nanoTime());
      if (left <= 0) {
        return Optional.empty();
      }
      wait(left);
    }
    if (heapBefore < 0) {
      heapBefore = liveHeap.getAsLong();
    }
    var pass = new Pass(processes, need());
    running.add(pass);
    return Optional.of(pass);
  }

  private boolean fits() {
    if (running.isEmpty()) {
      return true;
    }
    if (expected.isAsSeen() && seen.isEmpty()) {
      return false;
    }
    Need need = need();
    long heap = need.heap() + running.stream().mapToLong(Pass::heap).sum();
    boolean heapSuffices = heap <= USABLE * heapBytes - heapBefore;
    return heapSuffices
        && (need.processes() == 0
            || need.processes() + running.stream().mapToLong(Pass::toCome).sum()
                <= available.applyAsLong(running.stream().mapToLong(Pass::used).sum()));
  }

  private Need need() {
    if (!expected.isAsSeen()) {
      long bytes = expected.bytes();
      return outside ? new Need(0, bytes) : new Need(bytes, 0);
    }
    Need most = seen.stream().reduce(new Need(0, 0), Need::orMore);
    return new Need((long) (ROOM * most.heap()), (long) (ROOM * most.processes()));
  }

  /** Receives how many bytes of the heap are in use after a collection. */
  synchronized void live(long bytes) {
    for (Pass pass : running) {
      pass.liveHeap = Math.max(pass.liveHeap, (bytes - heapBefore) / running.size());
    }
  }

  /** The permission of a computation to run. */
  final class Pass {
    private final CallProcesses processes;
    private final Need expected;
    private long liveHeap; // guarded by the admission

    private Pass(CallProcesses processes, Need expected) {
      this.processes = processes;
      this.expected = expected;
    }

    private long heap() {
      return Math.max(expected.heap(), liveHeap);
    }

    private long used() {
      return processes.seen();
    }

    /** What its processes will use beyond what they use now. */
    private long toCome() {
      return Math.max(0, expected.processes() - processes.seen());
    }

    /**
     * Ends the computation.
     *
     * @param tells whether what it needed says what others will need
     */
    void end(boolean tells) {
      long most = tells ? processes.look() : 0;
      synchronized (Admission.this) {
        running.remove(this);
        if (tells) {
          seen.addLast(new Need(liveHeap, most));
          if (seen.size() > REMEMBERED) {
            seen.removeFirst();
          }
        }
        Admission.this.notifyAll();
      }
    }
  }
}
