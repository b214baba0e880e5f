package org.acmespark.engine.executor;

import java.util.Optional;
import org.acmespark.function.CallProcesses;
import org.apache.spark.TaskContext;
import org.apache.spark.TaskKilledException;

/** Calls the function for the computations of one range, on the task's thread. */
final class FunctionCalls implements AutoCloseable {
  private final ExecutorRun run;
  private final RangeExecution range;
  private final TimedCalls timed;
  private final int mark;
  private CallContext context;
  private Arguments arguments;
  private boolean careful;
  private final CallProcesses processes = new CallProcesses();

  /** Empty if each call must be made in its turn. */
  private volatile Optional<CallsAhead> ahead = Optional.empty();

  FunctionCalls(ExecutorRun run, RangeExecution range) {
    this.run = run;
    this.range = range;
    this.timed = new TimedCalls(run.spec().timeout());
    this.mark = run.marks().take();
    this.context = newContext();
    processes.enter();
  }

  private CallContext newContext() {
    return new CallContext(run.spec().nInputs(), run.spec().seed(), run.log());
  }

  CallContext context() {
    return context;
  }

  /** The processes that make the calls, if others than this JVM do. */
  CallProcesses processes() {
    return processes;
  }

  void moveTo(long index, int attempt) {
    context.moveTo(index, attempt);
  }

  /** Begins to compute what is left, perhaps after a refused commit. */
  void beginPass(Arguments ofRange, InputElements elements, boolean carefully) {
    arguments = ofRange;
    careful = carefully;
    ahead.ifPresent(CallsAhead::close);
    ahead =
        limited() || careful || run.spec().retries() > 0 || run.admission().isPlanned()
            ? Optional.empty()
            : run.spec()
                .function()
                .pipeline()
                .map(pipeline -> new CallsAhead(pipeline, arguments, elements));
  }

  /** Returns the first computation from {@code index} on whose call need not be made here. */
  long takeBack(long index) {
    return ahead.map(calls -> calls.takeBack(index)).orElse(index);
  }

  /**
   * Calls the function. {@code alone} says whether no other call runs at the same time in this JVM.
   */
  Called call(long index, Object element, boolean alone) {
    long stamp = SharedHeap.enter(alone);
    try {
      boolean early = ahead.isPresent() && !alone;
      Object[] values = null;
      try {
        if (!early || !ahead.get().has(index)) {
          values = arguments.of(index, element);
        }
      } catch (OutOfMemoryError | UnusableSliceException e) {
        if (ExecutorRun.isCancelled()) {
          throw new TaskKilledException(); // an interrupt also aborts reading
        }
        long started = range.callStartNanos();
        return new Called(null, e, started, System.nanoTime() - started);
      }
      Optional<Called> sent = early ? sent(index, values) : Optional.empty();
      Called called = sent.isPresent() ? sent.get() : direct(index, element, values);
      if (called.thrown() != null && wasCancelled(called.thrown())) {
        throw new TaskKilledException(); // Spark's interrupt; the function has not failed
      }
      dropInterrupt();
      if (called.thrown() instanceof TimedOutException) {
        context = newContext(); // the call may still use the old context
      }
      return called;
    } finally {
      SharedHeap.leave(stamp);
    }
  }

  /** Takes the outcome of a call that the function's process was given, perhaps only now. */
  private Optional<Called> sent(long index, Object[] values) {
    processes.forget();
    try {
      if (values != null) {
        ahead.get().begin(index, values);
      }
    } catch (Exception e) { // every failure of the user's function is data
      return Optional.of(new Called(null, e, System.nanoTime(), 0));
    }
    range.giveAhead(ahead.get(), context);
    run.log().beginCall(index);
    run.marks().begin(mark, index);
    try {
      return ahead.get().await().map(this::withTimes);
    } finally {
      run.marks().end(mark);
      run.log().endCall();
    }
  }

  /** Gives a call that its process did not survive the times that are known here. */
  private Called withTimes(Called called) {
    long started = range.callStartNanos();
    return called.startNanos() != 0
        ? called
        : new Called(called.result(), called.thrown(), started, System.nanoTime() - started);
  }

  private Called direct(long index, Object element, Object[] given) {
    processes.restart();
    long started = System.nanoTime();
    Throwable thrown = null;
    Object result = null;
    try {
      Object[] values = given == null ? arguments.of(index, element) : given;
      result = limited() ? timed.call(() -> call(index, values)) : call(index, values);
    } catch (Throwable e) { // every failure of the user's function is data
      thrown = e;
    }
    long nanos = System.nanoTime() - started;
    return new Called(result, arguments.afterCall(thrown), started, nanos);
  }

  /**
   * Clears the interrupt flag after a call. Functions that catch an interrupt often set the flag
   * again, and it must not affect the code after the call. Spark signals its own interrupts by more
   * than the flag. On the driver's own thread the flag belongs to the caller and stays.
   */
  private static void dropInterrupt() {
    if (TaskContext.get() != null && !ExecutorRun.isCancelled()) {
      Thread.interrupted();
    }
  }

  /**
   * Returns whether the call ended because it was cancelled. On the driver's own thread the
   * exception may be the only trace of the interrupt.
   */
  private static boolean wasCancelled(Throwable thrown) {
    return ExecutorRun.isCancelled()
        || (TaskContext.get() == null && thrown instanceof InterruptedException);
  }

  private boolean limited() {
    return !run.spec().timeout().isZero();
  }

  private Object call(long index, Object[] values) throws Throwable {
    processes.enter(); // perhaps another thread than before
    run.log().beginCall(index);
    run.marks().begin(mark, index);
    try {
      return run.spec().function().call(values);
    } finally {
      run.restoreProperties();
      run.marks().end(mark);
      run.log().endCall();
    }
  }

  @Override
  public void close() {
    ahead.ifPresent(CallsAhead::close);
    CallProcesses.leave();
    timed.close();
    run.log().endCalls();
    run.marks().release(mark);
  }
}
