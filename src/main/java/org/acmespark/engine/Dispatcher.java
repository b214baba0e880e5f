package org.acmespark.engine;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.acmespark.model.AcmeException;
import org.acmespark.model.Arg;
import org.acmespark.store.ObjectBytes;
import org.apache.spark.api.java.JavaFutureAction;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;

/**
 * Hands ranges of computations to Spark, each as a small asynchronous job over an RDD of its own,
 * so that a job that dies takes nothing with it; two per core are in flight, so that no core waits
 * for the driver. Runs on the thread that called {@code compute}.
 */
final class Dispatcher {
  private static final long TICK_MILLIS = 50;
  private static final long CORES_MILLIS = 250;
  private static final Duration UNLIMITED = Duration.ofDays(10_000);

  /** Inputs of one range, at most, if it has more than one computation. */
  private static final long RANGE_BYTES = 64L << 20;

  private final JavaSparkContext spark;
  private final RunSpec spec;
  private final List<Arg<?>> args;
  private final Broadcast<byte[][]> broadcast;
  private final RunState state;
  private final RangeSizing sizing;
  private final Optional<RddInput> rdd;
  private final ProgressListener progress;
  private final long startNanos = System.nanoTime();
  private final List<Job> jobs = new ArrayList<>();
  private double bytesPerComputation;
  private long coresReadAt;

  private record Job(
      JavaFutureAction<List<Object>> action, List<RangeState> ranges, List<RangeInputs> inputs) {
    void release() {
      inputs.forEach(RangeInputs::release);
    }
  }

  Dispatcher(
      JavaSparkContext spark,
      RunSpec spec,
      List<Arg<?>> args,
      Broadcast<byte[][]> broadcast,
      RunState state,
      RangeSizing sizing,
      Optional<RddInput> rdd,
      ProgressListener progress) {
    this.spark = spark;
    this.spec = spec;
    this.args = args;
    this.broadcast = broadcast;
    this.state = state;
    this.sizing = sizing;
    this.rdd = rdd;
    this.progress = progress;
  }

  /** Returns when every computation is done, or nothing more is to be. */
  void run() throws InterruptedException {
    try {
      while (!state.isOver()) {
        readCores();
        submitAll();
        progress.update(state.finished(), state.failures().size());
        synchronized (state) {
          if (!state.isOver()) {
            state.wait(TICK_MILLIS);
          }
        }
        reap();
      }
      progress.update(state.finished(), state.failures().size());
    } finally {
      endJobs();
    }
  }

  private void readCores() {
    long now = System.currentTimeMillis();
    if (now - coresReadAt >= CORES_MILLIS) {
      coresReadAt = now;
      state.cores(Cores.present(spark));
    }
  }

  private void submitAll() {
    Duration budget =
        sizing.fixed().isPresent()
            ? UNLIMITED
            : sizing.budget(state.cores(), Duration.ofNanos(System.nanoTime() - startNanos));
    List<RangeState> ranges = new ArrayList<>();
    List<RangeWork> work = new ArrayList<>();
    Optional<RangeState> range = nextRange(budget);
    while (range.isPresent()) {
      ranges.add(range.get());
      work.add(prepare(range.get(), budget));
      range = nextRange(budget);
    }
    if (ranges.isEmpty()) {
      return;
    }
    if (rdd.isPresent()) {
      for (int k = 0; k < ranges.size(); k++) {
        submitOverElements(rdd.get(), ranges.get(k), work.get(k));
      }
    } else {
      submit(ranges, work);
    }
  }

  private Optional<RangeState> nextRange(Duration budget) {
    return state.nextRange(
        (remaining, slots) -> {
          long n = sizing.next(remaining, slots, state.cores(), state.meanSeconds(), budget);
          return bytesPerComputation == 0
              ? n
              : Math.min(n, (long) Math.max(1, RANGE_BYTES / bytesPerComputation));
        });
  }

  private RangeWork prepare(RangeState range, Duration budget) {
    rdd.ifPresent(r -> state.shorten(range, r.endOfPartition(range.from())));
    RangeInputs inputs = pack(range).ship(spark);
    var bounds = new IndexSet.Range(range.from(), range.end());
    return new RangeWork(range.number(), bounds, budget, inputs);
  }

  private void submit(List<RangeState> ranges, List<RangeWork> work) {
    List<byte[]> elements = work.stream().map(ObjectBytes::whole).toList();
    var action =
        spark
            .parallelize(elements, elements.size())
            .mapPartitions(new RangeTask(spec.runId(), broadcast))
            .collectAsync();
    jobs.add(new Job(action, ranges, work.stream().map(RangeWork::inputs).toList()));
  }

  private void submitOverElements(RddInput input, RangeState range, RangeWork work) {
    var task =
        new RangeTask.OverElements(
            new RangeTask(spec.runId(), broadcast), work, input.skip(range.from()));
    var action = input.partition(range.from()).mapPartitions(task).collectAsync();
    jobs.add(new Job(action, List.of(range), List.of(work.inputs())));
  }

  private RangeInputs.Packed pack(RangeState range) {
    while (true) {
      var bounds = new IndexSet.Range(range.from(), range.end());
      RangeInputs.Packed packed = RangeInputs.Packed.of(args, bounds);
      bytesPerComputation = (double) packed.bytes() / bounds.size();
      if (packed.bytes() <= RANGE_BYTES || bounds.size() == 1 || sizing.fixed().isPresent()) {
        return packed;
      }
      long fitting = (long) Math.max(1, RANGE_BYTES / bytesPerComputation);
      state.shorten(range, range.from() + Math.min(fitting, bounds.size() / 2));
    }
  }

  /** Looks after jobs that have ended. */
  private void reap() {
    List<Job> over = jobs.stream().filter(job -> job.action().isDone()).toList();
    jobs.removeAll(over);
    for (Job job : over) {
      job.release();
      settle(job);
    }
  }

  private void settle(Job job) {
    try {
      job.action().get();
      job.ranges().forEach(state::jobSucceeded);
    } catch (ExecutionException e) {
      String message = String.valueOf(e.getCause().getMessage());
      if (message.contains("ExecutorLostFailure") || message.contains("OutOfMemoryError")) {
        job.ranges().forEach(range -> state.jobDied(range, firstLines(message)));
      } else {
        state.fail(
            new AcmeException(
                "Spark could not run computations from %d on: %s"
                    .formatted(job.ranges().get(0).from(), firstLines(message)),
                e.getCause()));
      }
    } catch (CancellationException e) {
      state.fail(new AcmeException("a Spark job of this run was cancelled", e));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static String firstLines(String message) {
    return message.lines().limit(3).reduce((a, b) -> a + "; " + b.strip()).orElse("");
  }

  /**
   * Cancels what is not needed any more and waits until Spark has let go of it, which is later than
   * {@code isDone}: a job may not even have been read when its broadcasts are destroyed.
   */
  private void endJobs() throws InterruptedException {
    for (Job job : jobs) {
      if (!job.action().isDone() && !state.allDone()) {
        job.action().cancel(true);
      }
    }
    long deadline = System.nanoTime() + Duration.ofSeconds(5).toNanos();
    for (Job job : jobs) {
      try {
        job.action().get(Math.max(0, deadline - System.nanoTime()), TimeUnit.NANOSECONDS);
      } catch (ExecutionException | CancellationException | TimeoutException e) {
        // The run has its outcome already.
      }
      job.release();
    }
    jobs.clear();
  }
}
