package org.acmespark.engine.driver;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import org.acmespark.engine.channel.IndexSet;
import org.acmespark.engine.channel.RangeInputs;
import org.acmespark.engine.channel.RangeWork;
import org.acmespark.engine.channel.RunSpec;
import org.acmespark.engine.executor.ElementsTask;
import org.acmespark.engine.executor.SlotTask;
import org.acmespark.model.Arg;
import org.acmespark.model.ProgressListener;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Hands out ranges of computations. There are as many Spark tasks as cores, and each asks for one
 * range after the other. A range is cut when a task asks for it. If the inputs lie in an RDD, only
 * a task over their partition can read them. Each range is then a Spark job, with two jobs per core
 * in flight. The dispatcher runs on the thread that called {@code compute}.
 */
final class Dispatcher {
  private static final Logger LOG = LoggerFactory.getLogger(Dispatcher.class);

  private static final long TICK_MILLIS = 50;
  private static final long CORES_MILLIS = 250;

  /** Tasks report their progress ten times a second. */
  private static final Duration DRAIN_LEAST = Duration.ofMillis(300);

  /** The process may be killed some seconds after the signal to end. */
  private static final Duration DRAIN_MOST = Duration.ofSeconds(3);

  private static final Duration UNLIMITED = Duration.ofDays(10_000);

  /**
   * The most slots in one job. All slots of a job end if one of them kills its executors too often.
   */
  private static final int SLOTS_PER_JOB = 16;

  /** The most bytes of inputs in one range that has more than one computation. */
  private static final long RANGE_BYTES = 64L << 20;

  private final JavaSparkContext spark;
  private final RunSpec spec;
  private final JobLabels labels;
  private final List<Arg<?>> args;
  private final Broadcast<byte[][]> broadcast;
  private final RunState state;
  private final RangeSizing sizing;
  private final Optional<RddInput> rdd;
  private final ProgressListener progress;
  private final Removals removals = new Removals();
  private final SparkJobs jobs;
  private final MissingExecutors missing;
  private final List<RangeState> handedOut = new ArrayList<>();
  private final long startNanos = System.nanoTime();
  private double bytesPerComputation;
  private long coresReadAt = Long.MIN_VALUE / 2; // never

  public Dispatcher(
      JavaSparkContext spark,
      RunSpec spec,
      List<Arg<?>> args,
      Broadcast<byte[][]> broadcast,
      RunState state,
      RangeSizing sizing,
      Optional<RddInput> rdd,
      ProgressListener progress,
      ExecutorDeaths deaths) {
    this.spark = spark;
    this.spec = spec;
    this.labels = new JobLabels(spark, spec);
    this.args = args;
    this.broadcast = broadcast;
    this.state = state;
    this.sizing = sizing;
    this.rdd = rdd;
    this.progress = progress;
    this.jobs = new SparkJobs(state, deaths);
    this.missing = new MissingExecutors(spark.master());
  }

  /** Runs the computations. Returns when every computation is done or the run has stopped. */
  public void run() throws InterruptedException {
    try (labels) {
      while (!state.isOver()) {
        readCores();
        if (rdd.isPresent()) {
          submitRanges(rdd.get());
        } else {
          submitSlots();
          handOut();
        }
        progress.update(state.finished(), state.failed());
        state.awaitChange(TICK_MILLIS);
        jobs.settle();
        releaseInputs();
      }
      progress.update(state.finished(), state.failed());
    } catch (InterruptedException e) {
      drain();
      throw e;
    } finally {
      state.stop();
      jobs.end();
      handedOut.forEach(this::release);
      removals.close();
    }
  }

  /** Has the tasks commit what they have finished, before an interrupted run ends. */
  private void drain() {
    state.drain();
    handOut(); // dismisses the tasks that wait
    long begun = System.nanoTime();
    long nanos = 0;
    while (nanos < DRAIN_LEAST.toNanos() || nanos < DRAIN_MOST.toNanos() && !state.isDrained()) {
      LockSupport.parkNanos(TICK_MILLIS * 1_000_000);
      nanos = Thread.interrupted() ? Long.MAX_VALUE : System.nanoTime() - begun;
    }
  }

  private void readCores() {
    long now = System.nanoTime() / 1_000_000; // by a clock that nobody sets
    if (now - coresReadAt >= CORES_MILLIS) {
      coresReadAt = now;
      int cores = Cores.present(spark);
      state.cores(cores);
      missing.look(cores, now).ifPresent(told -> LOG.warn(told));
    }
  }

  private void submitSlots() {
    List<Long> slots = state.openSlots();
    long left = spec.nInputs() - state.finished();
    labels.describe("%s of %s computations are left".formatted(left, spec.nInputs()));
    for (int k = 0; k < slots.size(); k += SLOTS_PER_JOB) {
      List<Long> some = slots.subList(k, Math.min(slots.size(), k + SLOTS_PER_JOB));
      var task = new SlotTask(spec.runId(), broadcast, spec.driver());
      jobs.ofSlots(some, spark.parallelize(some, some.size()).mapPartitions(task).collectAsync());
    }
  }

  private void handOut() {
    Duration budget = budget();
    Optional<Decision.Grant> next = state.handOut(size(budget));
    while (next.isPresent()) {
      prepare(next.get().range(), budget);
      state.send(next.get());
      next = state.handOut(size(budget));
    }
  }

  private void submitRanges(RddInput input) {
    Duration budget = budget();
    while (state.inFlight() < 2 * state.cores()) {
      Optional<RangeState> next = state.nextRange(size(budget));
      if (next.isEmpty()) {
        return;
      }
      RangeState range = next.get();
      state.shorten(range, input.endOfPartition(range.from()));
      prepare(range, budget);
      labels.describe(range.from(), range.end());
      var task = new ElementsTask(spec.runId(), broadcast, range.work(), input.skip(range.from()));
      jobs.ofRange(range, input.partition(range.from()).mapPartitions(task).collectAsync());
    }
  }

  private Duration budget() {
    return sizing.fixed().isPresent()
        ? UNLIMITED
        : sizing.budget(state.cores(), Duration.ofNanos(System.nanoTime() - startNanos));
  }

  private RangeSizing.Size size(Duration budget) {
    return (remaining, idle) -> {
      long n = sizing.next(remaining, idle, state.cores(), state.meanSeconds(), budget);
      return bytesPerComputation == 0
          ? n
          : Math.min(n, (long) Math.max(1, RANGE_BYTES / bytesPerComputation));
    };
  }

  /**
   * Packs the work for a range's task, unless it was packed for an earlier task of the same slot.
   */
  private void prepare(RangeState range, Duration budget) {
    if (range.work() == null) {
      RangeInputs inputs = pack(range).ship(spark);
      var bounds = new IndexSet.Range(range.from(), range.end());
      range.work(new RangeWork(range.number(), bounds, budget, inputs));
      handedOut.add(range);
    }
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

  /** Releases the inputs that no task can still read. The others stay until the end of the run. */
  private void releaseInputs() {
    List<RangeState> over = handedOut.stream().filter(state::isThrough).toList();
    over.forEach(this::release);
    handedOut.removeAll(over);
  }

  private void release(RangeState range) {
    range.work().inputs().broadcast().ifPresent(removals::start);
  }
}
