package org.acmespark.engine.driver;

import java.time.Duration;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import org.acmespark.engine.channel.Answer;
import org.acmespark.engine.channel.ControlChannel;
import org.acmespark.engine.channel.IndexSet;
import org.acmespark.engine.channel.Message;
import org.acmespark.engine.channel.RangeInputs;
import org.acmespark.engine.channel.RangeWork;
import org.acmespark.engine.channel.RunSpec;
import org.acmespark.engine.executor.ExecutorRun;
import org.acmespark.model.AcmeException;
import org.acmespark.model.Arg;
import org.acmespark.model.ProgressListener;
import org.apache.spark.TaskKilledException;

/**
 * Runs all calls in order on the thread that called {@code compute}, so that a debugger can follow
 * them. The calls get the function and its arguments without copies. Everything else is as on an
 * executor.
 */
final class DirectCalls {
  private static final Duration UNLIMITED = Duration.ofDays(10_000);

  private final RunState state;
  private final List<Arg<?>> args;
  private final Optional<RddInput> rdd;
  private final RangeSizing.Size size;
  private final ExecutorRun run;

  public DirectCalls(
      RunSpec spec,
      List<Arg<?>> args,
      RunState state,
      RangeSizing.Size size,
      ControlChannel.Handler handler,
      Optional<RddInput> rdd,
      ProgressListener progress) {
    this.state = state;
    this.args = args;
    this.rdd = rdd;
    this.size = size;
    this.run = ExecutorRun.here(spec, new Here(handler, state, progress));
  }

  /**
   * A channel to the handler in this JVM. The handler answers at once: only tasks of slots get late
   * answers, and direct calls use no slots.
   *
   * @param listener receives progress; one thread at a time calls it, although the reporter's
   *     thread also sends messages
   */
  private record Here(ControlChannel.Handler handler, RunState state, ProgressListener listener)
      implements ControlChannel {
    @Override
    public <A extends Answer> A ask(Message<A> message) {
      var answered = new Answered<A>();
      message.sendTo(handler, answered);
      synchronized (listener) {
        listener.update(state.finished(), state.failed());
      }
      return answered.answer.orElseThrow();
    }
  }

  private static final class Answered<A extends Answer> implements ControlChannel.Reply<A> {
    private Optional<A> answer = Optional.empty();

    @Override
    public void send(A sent) {
      answer = Optional.of(sent);
    }

    @Override
    public void fail(Throwable why) {
      throw new AcmeException("the driver could not answer: " + why, why);
    }
  }

  /** Runs the computations. Returns when every computation is done or the run has stopped. */
  public void run() throws InterruptedException {
    try {
      Optional<RangeState> next = state.nextRange(size);
      while (next.isPresent()) {
        run(next.get());
        next = state.nextRange(size);
      }
    } catch (TaskKilledException e) {
      Thread.interrupted();
      throw new InterruptedException();
    } finally {
      state.stop();
    }
  }

  private void run(RangeState range) {
    var bounds = new IndexSet.Range(range.from(), range.end());
    var work =
        new RangeWork(range.number(), bounds, UNLIMITED, RangeInputs.here(args, range.from()));
    range.work(work);
    var begin = Message.Begin.now(ExecutorRun.task(work), run.host());
    run.execute(work, run.ask(begin), elements(range.from()));
    state.jobSucceeded(range);
  }

  private Iterator<?> elements(long from) {
    if (rdd.isEmpty()) {
      return Collections.emptyIterator();
    }
    Iterator<?> elements = rdd.get().all();
    for (long k = 0; k < from; k++) {
      elements.next();
    }
    return elements;
  }
}
