package org.acmespark.python;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.PriorityQueue;
import java.util.Queue;
import org.acmespark.function.ForeignException;
import org.acmespark.function.Pipeline;
import org.acmespark.model.Computation;

/** The calls of one task in a Python process. */
final class PythonPipeline implements Pipeline {
  /** The bytes of a call that may wait in the socket. Many of them fit. */
  private static final int SMALL_BYTES = 1 << 10;

  private final PythonFunction function;
  private PythonWorker worker; // null before the first call and after a process has ended
  private boolean proven; // whether the process has answered a call

  /** The numbers of calls that wait for their outcome, the oldest first. */
  private final Deque<Long> live = new ArrayDeque<>();

  /** The numbers of calls that were taken back, and that the process has yet to skip. */
  private final Queue<Long> gone = new PriorityQueue<>();

  PythonPipeline(PythonFunction function) {
    this.function = function;
  }

  @Override
  public boolean add(Object[] args, boolean onlyIfSmall)
      throws ForeignException, InterruptedException {
    if (worker == null) {
      worker = PythonWorkers.take(function);
      proven = false;
    }
    var computation = (Computation) args[args.length - 1];
    if (!worker.add(computation, args, onlyIfSmall ? SMALL_BYTES : Long.MAX_VALUE)) {
      return false;
    }
    synchronized (live) {
      live.add(worker.number());
    }
    return true;
  }

  @Override
  public void send() {
    worker.send();
  }

  @Override
  public Outcome await() {
    long number = oldest();
    try {
      skipBefore(number);
      PythonWorker.Answer answer = worker.answer();
      proven = true;
      return new Outcome(
          answer.result(), answer.thrown(), answer.startNanos(), answer.nanos(), answer.begun());
    } catch (ForeignException | InterruptedException | RuntimeException | Error e) {
      // A process that ends between two calls fails none.
      boolean begun = !proven || !(e instanceof ForeignException) || worker.begun() >= number;
      drop();
      return new Outcome(null, e, 0, 0, begun);
    }
  }

  private long oldest() {
    synchronized (live) {
      return live.element();
    }
  }

  /** Reads that the process has skipped the calls before a number that were taken back. */
  private void skipBefore(long number) throws ForeignException, InterruptedException {
    for (int left = goneBefore(number); left > 0; left--) {
      worker.skipped();
    }
  }

  private int goneBefore(long number) {
    int count = 0;
    synchronized (live) {
      while (!gone.isEmpty() && gone.element() < number) {
        gone.remove();
        count++;
      }
    }
    return count;
  }

  private void drop() {
    PythonWorker ended = worker;
    synchronized (live) {
      worker = null;
      live.clear();
      gone.clear();
    }
    ended.kill();
  }

  @Override
  public int remove() {
    synchronized (live) {
      live.poll();
      return live.size();
    }
  }

  @Override
  public int takeBack() {
    synchronized (live) {
      if (live.size() > 1) {
        long begun = worker.forbid(live.element() + 1);
        while (live.getLast() > begun) {
          gone.add(live.removeLast());
        }
      }
      return live.size();
    }
  }

  @Override
  public void close() {
    if (worker == null) {
      return;
    }
    try {
      if (live.isEmpty()) {
        skipBefore(Long.MAX_VALUE);
        PythonWorkers.giveBack(function, worker);
        worker = null;
      } else {
        drop();
      }
    } catch (ForeignException e) {
      drop();
    } catch (InterruptedException e) {
      drop();
      Thread.currentThread().interrupt();
    }
  }
}
