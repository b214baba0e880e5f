package org.acmespark.engine.executor;

import java.util.Iterator;
import java.util.Optional;
import org.acmespark.engine.channel.Answer;
import org.acmespark.engine.channel.IndexSet;
import org.acmespark.engine.channel.Message;
import org.acmespark.engine.channel.RangeWork;
import org.acmespark.function.ForeignException;
import org.acmespark.model.AcmeException;
import org.acmespark.store.Attempts;
import org.acmespark.store.payload.BlockWriter;
import org.acmespark.store.payload.UnstorableResultException;
import org.apache.spark.TaskKilledException;

/**
 * Executes one range on an executor. It calls the function for each computation in order and
 * commits the results.
 *
 * <p>Two threads use this object. The task's own thread calls the function. The executor's reporter
 * thread reports the task's progress to the driver, shortens the range when the driver asks or when
 * its time is up, and commits results that wait behind a long call. Their shared state is guarded
 * by {@code this}. The function is called and its result is written without the lock.
 */
final class RangeExecution {
  private final ExecutorRun run;
  private final Message.Task task;
  private final long budgetNanos;
  private final long lastBeginNanos;
  private final long startNanos = System.nanoTime();
  private final long epochOffsetMicros = System.currentTimeMillis() * 1000 - startNanos / 1000;
  private final BlockWriter writer;
  private final AttemptLog log;
  private final Arguments arguments;
  private final FunctionCalls calls;
  private final InputElements elements;
  private final Commits commits;
  private final Room room;

  private boolean careful;
  private long budgetFromNanos = startNanos;
  private long next;
  private long end;
  private long passEnd;

  /**
   * When the last call or commit ended. Reading the clock again would cost a cheap call too much.
   */
  private long lastNanos = startNanos;

  private long callStartNanos;
  private long peakHeap;
  private boolean writing;
  private boolean ended;

  /**
   * Prepares the execution of a range. {@code elements} are the elements of the input RDD for its
   * computations.
   */
  RangeExecution(ExecutorRun run, Message.Task task, RangeWork work, Iterator<?> elements) {
    this.run = run;
    this.task = task;
    this.budgetNanos = work.budget().toNanos();
    this.lastBeginNanos = work.lastBegin().toNanos();
    this.next = work.range().from();
    this.end = work.range().to();
    this.elements = new InputElements(elements, work.range().from());
    this.log = new AttemptLog(run.host(), run.executor());
    this.calls = new FunctionCalls(run, this);
    // Elements that were read would have to be read again.
    this.room = new Room(run.admission(), calls.processes(), this.elements.areThere());
    this.arguments =
        new Arguments(
            run.spec().function(),
            run.spec().args(),
            work.inputs().open(),
            run.shared(),
            run.spec().files(),
            calls::context);
    this.writer = run.spec().layout().open("task" + task.task() + "-" + task.range());
    this.writer.sendTo(run.outlet());
    this.commits = new Commits(run, task, writer, log, arguments, this.elements);
  }

  /** Computes what is left of the range up to its end. The end may move while this method runs. */
  void run(Answer.Work left) {
    try (writer;
        arguments;
        calls) {
      Optional<Answer.Work> work = Optional.of(left);
      while (work.isPresent()) {
        work = pass(work.get());
      }
      if (!ended) {
        run.ask(new Message.End(task, end));
      }
    } catch (AcmeException | OutOfMemoryError e) {
      synchronized (this) {
        commits.awaitDespite(e);
      }
      throw e;
    }
  }

  /** Computes the work that is left. Returns the remaining work if a commit was refused. */
  private Optional<Answer.Work> pass(Answer.Work work) {
    calls.beginPass(arguments, elements, work.careful());
    careful = work.careful();
    arguments.beginPass();
    restartBudget();
    for (IndexSet.Range range : work.todo()) {
      passEnd = range.to();
      for (long index = range.from(); index < range.to(); index++) {
        if (!admit(index)) {
          return finishPass();
        }
        boolean tells = false;
        try {
          if (!begin(index)) {
            return finishPass();
          }
          tells = compute(index);
        } finally {
          room.leave(tells);
        }
      }
    }
    return finishPass();
  }

  /**
   * Restarts the time budget, so that each pass makes progress even if the previous one was long.
   */
  private synchronized void restartBudget() {
    budgetFromNanos = System.nanoTime();
    lastNanos = budgetFromNanos;
  }

  private synchronized Optional<Answer.Work> finishPass() {
    commits.throwTrouble();
    ended = commits.commit(true, next, end);
    return commits.takeRefused();
  }

  private synchronized boolean begin(long index) {
    commits.throwTrouble();
    if (ExecutorRun.isCancelled()) {
      throw new TaskKilledException();
    }
    if (commits.areRefused()) {
      return false;
    }
    handBackWhenLate(index, lastNanos);
    if (Departure.isNear() || lastNanos - startNanos > lastBeginNanos) {
      end = Math.min(end, firstFree(index));
    }
    if (index >= end) {
      return false;
    }
    next = index + 1;
    callStartNanos = lastNanos;
    return true;
  }

  /** Waits for memory. Hands back the rest of the range if there is none for long. */
  private boolean admit(long index) {
    if (room.enter()) {
      return true;
    }
    shrink(index);
    return false;
  }

  /** Computes; returns whether the memory that was used says what others will use. */
  private boolean compute(long index) {
    if (careful) {
      run.ask(new Message.Calling(task, index));
    }
    Object element = elements.get(index);
    int attempts = run.spec().retries() + 1;
    boolean alone = false;
    for (int attempt = 1; attempt <= attempts; attempt++) {
      if (attempt > 1 || alone) {
        calling();
      }
      calls.moveTo(index, attempt);
      Called called = calls.call(index, element, alone);
      boolean others =
          !alone && called.thrown() instanceof OutOfMemoryError && SharedHeap.isShared();
      if (finishCall(index, attempt, element, called, others || attempt < attempts)) {
        return true;
      }
      if (others) {
        alone = true;
        attempt--;
      } else if (attempt == attempts) {
        return !(called.thrown() instanceof OutOfMemoryError
            || called.thrown() instanceof ForeignException);
      }
    }
    return false;
  }

  /** Marks that another attempt begins. */
  private synchronized void calling() {
    callStartNanos = System.nanoTime();
  }

  /** When the present attempt began, for the task's own thread. */
  long callStartNanos() {
    return callStartNanos;
  }

  /** Gives the function's process calls before their turn. No other task gets them meanwhile. */
  synchronized void giveAhead(CallsAhead ahead, CallContext context) {
    ahead.add(context, Math.min(passEnd, end));
  }

  /** Keeps the result or the failure of a call. Returns whether there is a result. */
  private boolean finishCall(
      long index, int attempt, Object element, Called called, boolean again) {
    Throwable failure = called.thrown();
    if (failure == null) {
      writing();
      try {
        writer.add(index, called.result());
      } catch (UnstorableResultException e) {
        failure = e;
      }
    }
    long peakProcesses = calls.processes().seen() == 0 ? 0 : calls.processes().look();
    String inputs = failure == null ? "" : arguments.inShort(index, element);
    record(index, attempt, inputs, called, failure, again, peakProcesses);
    return failure == null;
  }

  /**
   * Marks that a result is being written, until {@link #record}. Nothing is committed meanwhile, so
   * that a block always agrees with the log.
   */
  private synchronized void writing() {
    callStartNanos = 0;
    writing = true;
  }

  private synchronized void record(
      long index,
      int attempt,
      String inputs,
      Called called,
      Throwable failure,
      boolean again,
      long peakProcesses) {
    callStartNanos = 0;
    writing = false;
    long startedMicros = epochOffsetMicros + called.startNanos() / 1000;
    if (failure == null) {
      log.computed(index, attempt, startedMicros, called.nanos(), peakHeap, peakProcesses);
    } else {
      log.failed(
          new Attempts.Failed(
              FailedCall.describe(inputs, index, attempt, failure, run.host()),
              startedMicros,
              called.nanos(),
              peakHeap,
              peakProcesses,
              !again));
      if (!again && run.spec().stops()) {
        end = Math.min(end, firstFree(next));
      }
    }
    peakHeap = 0;
    lastNanos = Math.max(lastNanos, called.startNanos() + called.nanos());
    commits.add(lastNanos);
    if (commits.areMany()) {
      commits.commit(false, next, end);
      lastNanos = System.nanoTime();
    }
  }

  private void handBackWhenLate(long firstNotBegun, long now) {
    if (end > firstNotBegun && now - budgetFromNanos > budgetNanos) {
      end = Math.min(end, firstFree(firstNotBegun));
    }
  }

  /** Returns the first computation from {@code index} on whose call has not begun. */
  private long firstFree(long index) {
    return calls.takeBack(index);
  }

  Message.Task task() {
    return task;
  }

  /** Measures the processes of a call. Runs on the reporter's thread. */
  void lookAtProcesses() {
    boolean calling;
    synchronized (this) {
      calling = callStartNanos != 0;
    }
    if (calling) {
      calls.processes().look();
    }
  }

  /**
   * Returns the task's progress. Runs on the reporter's thread. {@code heap} is the number of bytes
   * in use in the JVM's heap.
   */
  synchronized Message.State state(long heap) {
    long now = System.nanoTime();
    if (callStartNanos != 0) {
      peakHeap = Math.max(peakHeap, heap);
      handBackWhenLate(next, now);
    }
    return new Message.State(
        task,
        log.computed(),
        log.failed(),
        next,
        end,
        callStartNanos == 0 ? 0 : now - callStartNanos,
        log.spentNanos());
  }

  /**
   * Ends the range at {@code newEnd}, so that no computation from there on begins. Runs on the
   * reporter's thread.
   */
  synchronized void shrink(long newEnd) {
    if (newEnd < end) {
      end = Math.min(end, Math.max(firstFree(next), newEnd));
    }
  }

  /**
   * Commits results that have waited for long while the function runs. Runs on the reporter's
   * thread.
   */
  synchronized void commitIfDue() {
    if (commits.areDue()) {
      commits.elsewhere(this::commitWaiting);
    }
  }

  /**
   * Commits results that wait, whether the function runs or not. Returns when they and those before
   * are published.
   */
  synchronized void commitNow() {
    commits.elsewhere(
        () -> {
          commitWaiting();
          commits.await();
        });
  }

  private void commitWaiting() {
    if (!writing && commits.areThere()) {
      commits.commit(false, next, end);
    }
  }
}
