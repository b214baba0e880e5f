package org.acmespark.engine.executor;

import java.util.Optional;
import org.acmespark.function.Pipeline;

/**
 * Gives the calls of a range to the function's process before their turn while they are quick, so
 * that neither the process nor this JVM waits for the other between them.
 *
 * <p>What a call has returned is taken in order, as without it. When a range is shortened, calls
 * that have not begun are taken back. So a long call does not delay those behind it.
 *
 * <p>The task's thread uses this object. Its owner guards {@link #add} and {@link #takeBack} by one
 * lock.
 */
final class CallsAhead implements AutoCloseable {
  private static final int MOST = 64;

  /** How long the process may be busy with calls that wait, by the calls before. */
  private static final long MOST_NANOS = 2_000_000;

  private final Pipeline pipeline;
  private final Arguments arguments;
  private final InputElements elements;
  private long head; // the computation of the oldest call; under this
  private long tail; // behind the computation of the last call; under this
  private boolean taken; // whether no call was added since calls were taken back; under this
  private boolean small = true;
  private double meanNanos = Double.MAX_VALUE;

  CallsAhead(Pipeline pipeline, Arguments arguments, InputElements elements) {
    this.pipeline = pipeline;
    this.arguments = arguments;
    this.elements = elements;
  }

  /** Whether the call of a computation was given to the process. */
  synchronized boolean has(long index) {
    return head <= index && index < tail;
  }

  /** Gives the process a call whose turn it is. */
  synchronized void begin(long index, Object[] args) throws Exception {
    pipeline.add(args, false);
    head = index;
    tail = index + 1;
  }

  /**
   * Gives the process further calls before computation {@code end}. Moves the context, which the
   * arguments may contain.
   */
  synchronized void add(CallContext context, long end) {
    int most = small ? (int) Math.min(MOST, MOST_NANOS / meanNanos) : 0;
    if (tail - head <= most / 2) {
      fill(context, Math.min(end, head + most));
    }
    pipeline.send();
  }

  private void fill(CallContext context, long end) {
    try {
      while (small && tail < end) {
        context.moveTo(tail, 1);
        small = pipeline.add(arguments.of(tail, elements.get(tail)), true);
        if (small) {
          tail++;
          taken = false;
        }
      }
    } catch (Exception | OutOfMemoryError e) {
      small = false; // in its turn the call fails
    } finally {
      context.moveTo(head, 1);
    }
  }

  /**
   * Waits for the call whose turn it is. Returns its outcome, or nothing if it has not begun and
   * must be made in another way.
   */
  Optional<Called> await() {
    Pipeline.Outcome outcome = pipeline.await();
    synchronized (this) {
      head++;
      tail = head + pipeline.remove();
    }
    if (!outcome.begun()) {
      return Optional.empty();
    }
    meanNanos =
        meanNanos == Double.MAX_VALUE ? outcome.nanos() : 0.75 * meanNanos + 0.25 * outcome.nanos();
    return Optional.of(
        new Called(outcome.result(), outcome.thrown(), outcome.startNanos(), outcome.nanos()));
  }

  /**
   * Takes back the calls that have not begun, except for the one whose turn it is. Returns the
   * first computation at or after {@code index} whose call the process does not have.
   */
  synchronized long takeBack(long index) {
    if (tail - head > 1 && !taken) {
      tail = head + pipeline.takeBack();
      taken = true;
    }
    return Math.max(tail, index);
  }

  /** Ends calls that are left. Another one may begin afterwards. */
  @Override
  public synchronized void close() {
    tail = head;
    pipeline.close();
  }
}
