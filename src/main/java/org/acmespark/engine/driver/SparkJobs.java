package org.acmespark.engine.driver;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.acmespark.model.AcmeException;
import org.apache.spark.api.java.JavaFutureAction;

/**
 * The asynchronous Spark jobs of a run, each over an RDD of its own, so that a job that dies takes
 * no other with it. Belongs to the dispatcher's thread.
 */
final class SparkJobs {
  private final RunState state;
  private final List<Job> running = new ArrayList<>();

  private record Job(
      JavaFutureAction<List<Object>> action, List<Long> slots, List<RangeState> ranges) {}

  SparkJobs(RunState state) {
    this.state = state;
  }

  /** A job that fills slots, a task for each. */
  void ofSlots(List<Long> slots, JavaFutureAction<List<Object>> action) {
    running.add(new Job(action, slots, List.of()));
  }

  /** A job for one range. */
  void ofRange(RangeState range, JavaFutureAction<List<Object>> action) {
    running.add(new Job(action, List.of(), List.of(range)));
  }

  /** Looks after jobs that have ended. */
  void settle() {
    List<Job> over = running.stream().filter(job -> job.action().isDone()).toList();
    running.removeAll(over);
    over.forEach(this::settle);
  }

  private void settle(Job job) {
    List<RangeState> ranges = new ArrayList<>(job.ranges());
    job.slots().forEach(slot -> state.closeSlot(slot).ifPresent(ranges::add));
    try {
      job.action().get();
      ranges.forEach(state::jobSucceeded);
    } catch (ExecutionException e) {
      String message = String.valueOf(e.getCause().getMessage());
      if (ours(e).isPresent()) {
        state.fail(ours(e).get());
      } else if (message.contains("ExecutorLostFailure") || message.contains("OutOfMemoryError")) {
        ranges.forEach(range -> state.jobDied(range, firstLines(message)));
      } else {
        state.fail(
            new AcmeException("Spark could not run the run: " + firstLines(message), e.getCause()));
      }
    } catch (CancellationException e) {
      state.fail(new AcmeException("a Spark job of this run was cancelled", e));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** What a task of ours threw on purpose. */
  private static Optional<AcmeException> ours(ExecutionException e) {
    Throwable thrown = e.getCause().getCause();
    return thrown instanceof AcmeException known ? Optional.of(known) : Optional.empty();
  }

  private static String firstLines(String message) {
    return message.lines().limit(3).reduce((a, b) -> a + "; " + b.strip()).orElse("");
  }

  /**
   * Cancels what is not needed any more and waits until Spark has let go of it, which is later than
   * {@code isDone}: a job may not even have been read when its broadcasts are destroyed.
   */
  void end() throws InterruptedException {
    for (Job job : running) {
      if (!job.action().isDone() && !state.allDone()) {
        job.action().cancel(true);
      }
    }
    long deadline = System.nanoTime() + Duration.ofSeconds(5).toNanos();
    for (Job job : running) {
      try {
        job.action().get(Math.max(0, deadline - System.nanoTime()), TimeUnit.NANOSECONDS);
      } catch (ExecutionException | CancellationException | TimeoutException e) {
        // The run has its outcome already.
      }
    }
    running.clear();
  }
}
