package org.acmespark.engine.driver;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.LongFunction;
import java.util.function.Supplier;
import org.acmespark.engine.channel.Answer;
import org.acmespark.engine.channel.ControlChannel;
import org.acmespark.engine.channel.Message;
import org.acmespark.engine.channel.RangeWork;
import org.acmespark.engine.channel.StackTraces;
import org.acmespark.engine.executor.DriversHeap;
import org.acmespark.engine.executor.FunctionLog;
import org.acmespark.model.AcmeException;
import org.acmespark.model.ComputationFailure;
import org.acmespark.model.Notice;
import org.acmespark.model.OnFailure;
import org.acmespark.store.Attempts;
import org.acmespark.store.Recovered;
import org.acmespark.store.RunStore;
import org.acmespark.store.directory.RunLog;
import org.acmespark.store.directory.UnseenFileException;
import org.acmespark.store.payload.Block;

/**
 * The driver's side of a run. It carries out the decisions of the {@link Scheduler}: it answers the
 * tasks, publishes blocks through the store, and wakes the dispatcher.
 *
 * <p>This object's lock guards the scheduler's state. No thread holds it while the store writes:
 * the {@link Publisher} does that, one block after the other, whose computations are reserved.
 */
final class RunState implements ControlChannel.Handler {
  private final Scheduler scheduler;
  private final RunStore store;
  private final Publisher publisher;
  private final Incoming incoming;
  private final LongFunction<String> inputs;
  private final RunLog log;
  private final WaitingTasks waiting = new WaitingTasks();
  private final Clocks clocks = new Clocks(System::currentTimeMillis, Notice::say);
  private final Troubles troubles = new Troubles();
  private Optional<AcmeException> trouble = Optional.empty();
  private boolean changed;

  /**
   * Creates the state of a run in which no computation is done.
   *
   * @param publisher runs the steps that use the store
   * @param balancing whether idle cores take over the ends of ranges from busy tasks
   * @param expected how long a computation takes at most, if the user says so
   * @param inputs returns a short description of a computation's inputs
   * @param log receives the log lines of functions
   */
  public RunState(
      long nInputs,
      RunStore store,
      Publisher publisher,
      OnFailure onFailure,
      boolean balancing,
      Optional<Duration> expected,
      LongFunction<String> inputs,
      RunLog log) {
    var walls = new WallTimes(expected);
    this.scheduler = new Scheduler(nInputs, onFailure, balancing, walls, System::nanoTime);
    this.store = store;
    this.incoming = new Incoming(store, this);
    this.publisher = publisher;
    this.inputs = inputs;
    this.log = log;
  }

  /** Marks the computations of earlier processes as done, before anything else happens. */
  public void recover(Recovered recovered) {
    decide(() -> scheduler.recover(recovered)).forEach(this::publish);
  }

  /** Lets the scheduler decide under the lock, and wakes the dispatcher if that concerns it. */
  private synchronized <T> T decide(Supplier<T> event) {
    T decided = event.get();
    if (scheduler.takeChanged()) {
      changed = true;
      notifyAll();
    }
    return decided;
  }

  private void carryOut(List<? extends Decision> decisions) {
    for (Decision decision : decisions) {
      if (decision instanceof Decision.Dismiss dismiss) {
        waiting.answer(dismiss.task(), new Answer.Dismissal(dismiss.leaving()));
      } else if (decision instanceof Decision.GiveUp giveUp) {
        publisher.execute(() -> publish(giveUp));
      } else {
        throw new IllegalStateException("nobody takes " + decision);
      }
    }
  }

  @Override
  public void onNext(Message.Next next, ControlChannel.Reply<Answer.Turn> reply) {
    clocks.arrived(next.host(), next.sentMillis());
    var task = new Slots.Asking(next, System.nanoTime());
    waiting.add(task, reply);
    carryOut(decide(() -> scheduler.asks(task)));
  }

  @Override
  public void onBegin(Message.Begin begin, ControlChannel.Reply<Answer.Work> reply) {
    clocks.arrived(begin.host(), begin.sentMillis());
    answer(reply, () -> scheduler.begins(begin.task(), begin.host(), Optional.empty()));
  }

  @Override
  public void onCalling(Message.Calling calling, ControlChannel.Reply<Answer.Received> reply) {
    receive(reply, () -> scheduler.calls(calling.task(), calling.index()));
  }

  @Override
  public void onProgress(Message.Progress progress, ControlChannel.Reply<Answer.Shrinks> reply) {
    answer(reply, () -> new Answer.Shrinks(scheduler.progress(progress), scheduler.isDraining()));
  }

  @Override
  public void onPart(Message.Part part, ControlChannel.Reply<Answer.Room> reply) {
    publish(reply, new Answer.Room(part.fragment().length()), () -> incoming.keep(part));
  }

  @Override
  public void onFindServer(Message.FindServer find, ControlChannel.Reply<Answer.Server> reply) {
    incoming.findServer(reply);
  }

  @Override
  public void onReserve(Message.Reserve reserve, ControlChannel.Reply<Answer.Place> reply) {
    incoming.reserve(reserve, reply);
  }

  @Override
  public void onWritten(Message.Written written, ControlChannel.Reply<Answer.Received> reply) {
    incoming.written(written, reply);
  }

  @Override
  public void onCommit(Message.Commit commit, ControlChannel.Reply<Answer.Verdict> reply) {
    run(() -> scheduler.sends(commit));
    publish(reply, new Answer.Refused(Answer.Work.none()), () -> publish(commit));
  }

  @Override
  public void onEnd(Message.End end, ControlChannel.Reply<Answer.Received> reply) {
    receive(reply, () -> scheduler.ends(end.task(), end.end()));
  }

  @Override
  public void onLog(Message.Log lines, ControlChannel.Reply<Answer.Received> reply) {
    FunctionLog.write(clocks.byDriver(lines), log);
    reply.send(new Answer.Received());
  }

  @Override
  public void onTrouble(Message.Trouble t, ControlChannel.Reply<Answer.Received> reply) {
    log.say("trouble on host " + t.host() + ": " + t.trace());
    if (t.here() && decide(() -> scheduler.troubled(t.task(), t.host()))) {
      troubles.settle(t, () -> decide(scheduler.hosts()::areLeft), this::fail);
    } else {
      fail(Troubles.failure(t));
    }
    reply.send(new Answer.Received());
  }

  private void receive(ControlChannel.Reply<Answer.Received> reply, Runnable event) {
    answer(
        reply,
        () -> {
          event.run();
          return new Answer.Received();
        });
  }

  private <A extends Answer> void answer(ControlChannel.Reply<A> reply, Supplier<A> event) {
    A answer;
    try {
      answer = decide(event);
    } catch (OutOfMemoryError e) { // otherwise the task would retry until the heap is exhausted
      fail(DriversHeap.isFull(e));
      throw e;
    }
    reply.send(answer);
  }

  private <A extends Answer> void publish(ControlChannel.Reply<A> reply, A late, Supplier<A> step) {
    publisher.answer(reply, late, step, e -> fail(DriversHeap.isFull(e)));
  }

  private Answer.Verdict publish(Message.Commit commit) {
    store.check(commit.block()); // what it refuses says nothing of the run
    Optional<Answer.Refused> refused = decide(() -> scheduler.offers(commit));
    if (refused.isPresent()) {
      store.discard(commit.block());
      return refused.get();
    }
    boolean published = false;
    try {
      store.commit(commit.block(), clocks.byDriver(commit.attempts()));
      published = true;
    } catch (UnseenFileException e) {
      throw e; // tells the task, whose host is in trouble
    } catch (AcmeException e) {
      fail(e);
    } finally {
      if (!published) {
        run(() -> scheduler.withdraw(commit));
      }
    }
    if (!published) {
      return new Answer.Refused(Answer.Work.none());
    }
    run(() -> scheduler.published(commit));
    return new Answer.Committed();
  }

  private void publish(Decision.GiveUp giveUp) {
    try {
      ComputationFailure failure = giveUp.failure(inputs.apply(giveUp.index()));
      store.commit(new Block.Nothing(), Attempts.ofFailure(failure));
      run(() -> scheduler.gaveUp(failure));
    } catch (AcmeException e) {
      fail(e);
    } catch (RuntimeException | Error e) { // no caller waits for an answer that could report it
      fail(new AcmeException("computation %s: %s".formatted(giveUp.index(), e), e));
    }
  }

  private void run(Runnable event) {
    decide(
        () -> {
          event.run();
          return true;
        });
  }

  /** As {@link Scheduler#executorLost}. The task may belong to another run. */
  void executorLost(Death death) {
    carryOut(decide(() -> scheduler.executorLost(death)));
  }

  /** Returns the numbers of the slots for which tasks should start now. */
  List<Long> openSlots() {
    return decide(scheduler::openSlots);
  }

  /** Finds a range for a waiting task, and dismisses tasks that have waited for too long. */
  Optional<Decision.Grant> handOut(RangeSizing.Size size) {
    List<Decision> decisions = new ArrayList<>(decide(() -> scheduler.handOut(size)));
    Optional<Decision.Grant> grant = Optional.empty();
    int last = decisions.size() - 1;
    if (last >= 0 && decisions.get(last) instanceof Decision.Grant found) {
      grant = Optional.of(found);
      decisions.remove(last);
    }
    carryOut(decisions);
    return grant;
  }

  /** Sends a task the range that was found for it. The range must be packed. */
  void send(Decision.Grant grant) {
    Message.Next next = grant.task().next();
    var task = new Message.Task(grant.range().number(), next.task());
    Optional<WallTimes.End> end = grant.task().end();
    Answer.Work work = decide(() -> scheduler.begins(task, next.host(), end));
    RangeWork range = grant.range().work();
    Optional<Duration> lastBegin = decide(() -> scheduler.lastBegin(end));
    RangeWork timed = lastBegin.map(range::beginningWithin).orElse(range);
    waiting.answer(grant.task(), new Answer.Assignment(timed, work));
  }

  /** Cuts the next range from the pending computations, if there are any. */
  Optional<RangeState> nextRange(RangeSizing.Size size) {
    return decide(() -> scheduler.nextRange(size));
  }

  void shorten(RangeState range, long end) {
    run(() -> scheduler.shorten(range, end));
  }

  void jobSucceeded(RangeState range) {
    run(() -> scheduler.ends(range, range.end()));
  }

  /** Records that Spark gave up a range because executors died under it. */
  void jobDied(RangeState range, String why) {
    carryOut(decide(() -> scheduler.jobDied(range, why)));
  }

  Optional<RangeState> closeSlot(long number) {
    return decide(() -> scheduler.closeSlot(number));
  }

  /** Ends the run with a failure. Only the first failure is kept. */
  public synchronized void fail(AcmeException e) {
    if (trouble.isEmpty() && e.getCause() != null) {
      log.say("the run ends because of " + StackTraces.of(e.getCause()));
    }
    trouble = trouble.or(() -> Optional.of(e));
    run(scheduler::breakOff);
  }

  /** Stops handing out ranges. After this method returns, this object no longer uses the store. */
  void stop() {
    carryOut(decide(scheduler::stop));
    incoming.close();
    publisher.close();
  }

  /** Has tasks begin nothing more, and commit what they have finished. */
  void drain() {
    run(scheduler::drain);
  }

  /** Returns whether all that is finished is committed, and no task begins anything more. */
  synchronized boolean isDrained() {
    return scheduler.ranges().areDrained();
  }

  synchronized boolean hasAsked(String host) {
    return scheduler.hosts().hasAsked(host);
  }

  synchronized void keepCores(int cores) {
    scheduler.cores().keep(cores);
  }

  synchronized void cores(int present) {
    scheduler.cores().present(present);
  }

  synchronized int cores() {
    return scheduler.cores().present();
  }

  synchronized int inFlight() {
    return scheduler.ranges().size();
  }

  /** Waits at most {@code millis} milliseconds for an event that may require action. */
  synchronized void awaitChange(long millis) throws InterruptedException {
    if (!changed) {
      wait(millis);
    }
    changed = false;
  }

  /** Returns whether a range has ended and no task can still work on it. */
  synchronized boolean isThrough(RangeState range) {
    return range.ended() && range.hadOneTask();
  }

  synchronized boolean isOver() {
    return scheduler.isOver();
  }

  public synchronized Optional<AcmeException> trouble() {
    return trouble;
  }

  /** Returns the mean duration of a computation so far in seconds, NaN if none has finished. */
  synchronized double meanSeconds() {
    return scheduler.finished().meanSeconds(scheduler.ranges());
  }

  /** Returns the number of finished computations, committed or not. */
  public synchronized long finished() {
    return scheduler.count();
  }

  /** Returns the number of computations that have finally failed. */
  synchronized int failed() {
    return scheduler.finished().failed();
  }

  public synchronized List<ComputationFailure> failures() {
    return scheduler.finished().failures();
  }

  public synchronized boolean allDone() {
    return scheduler.finished().isAll();
  }

  public synchronized long rangesMade() {
    return scheduler.ranges().made();
  }

  /** Returns the number of Spark tasks: one per slot, or one per range if ranges read an RDD. */
  public synchronized long tasks() {
    return scheduler.tasks();
  }
}
