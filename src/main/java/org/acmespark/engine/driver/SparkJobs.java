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
 * The asynchronous Spark jobs of a run. Each job has its own RDD, so that a job that dies does not
 * end another. Only the dispatcher's thread may use this object.
 */
final class SparkJobs {
  private final RunState state;
  private final ExecutorDeaths deaths;
  private final List<Job> running = new ArrayList<>();

  private record Job(
      JavaFutureAction<List<Object>> action, List<Long> slots, List<RangeState> ranges) {}

  SparkJobs(RunState state, ExecutorDeaths deaths) {
    this.state = state;
    this.deaths = deaths;
  }

  /** Adds a job that fills slots, with one task for each slot. */
  void ofSlots(List<Long> slots, JavaFutureAction<List<Object>> action) {
    running.add(new Job(action, slots, List.of()));
  }

  /** Adds a job for one range. */
  void ofRange(RangeState range, JavaFutureAction<List<Object>> action) {
    running.add(new Job(action, List.of(), List.of(range)));
  }

  /** Handles jobs that have ended. */
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
      settle(job, ranges, e);
    } catch (CancellationException e) {
      state.fail(new AcmeException("a Spark job of this run was cancelled", e));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void settle(Job job, List<RangeState> ranges, ExecutionException e) {
    String message = firstLines(String.valueOf(e.getCause().getMessage()));
    try {
      if (ours(e).isPresent()) {
        state.fail(ours(e).get());
      } else if (deaths.ended(job.action().jobIds())) {
        ranges.forEach(range -> state.jobDied(range, message));
      } else {
        state.fail(new AcmeException("Spark could not run the run: " + message, e.getCause()));
      }
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  /** Returns the exception that a task of this run threw on purpose, if it is the cause. */
  private static Optional<AcmeException> ours(ExecutionException e) {
    Throwable thrown = e.getCause().getCause();
    return thrown instanceof AcmeException known ? Optional.of(known) : Optional.empty();
  }

  private static String firstLines(String message) {
    return message.lines().limit(3).reduce((a, b) -> a + "; " + b.strip()).orElse("");
  }

  /**
   * Cancels jobs that are no longer needed, and waits until Spark has released them. This happens
   * later than {@code isDone}: Spark may not even have read a job when its broadcasts are
   * destroyed.
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
        // The outcome of the run is already known.
      }
    }
    running.clear();
  }
}
