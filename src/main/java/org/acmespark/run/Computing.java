package org.acmespark.run;

import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;
import org.acmespark.cluster.Cluster;
import org.acmespark.display.ProgressDisplay;
import org.acmespark.engine.Execution;
import org.acmespark.function.UserFunction;
import org.acmespark.hdf5.value.ElementType;
import org.acmespark.model.AcmeException;
import org.acmespark.model.CallMemory;
import org.acmespark.model.InterruptedRunException;
import org.acmespark.model.Notice;
import org.acmespark.model.Payload;
import org.acmespark.model.ProgressListener;
import org.acmespark.model.Verbosity;
import org.acmespark.plan.Distribution;
import org.acmespark.store.DirectoryStore;
import org.acmespark.store.MemoryStore;
import org.acmespark.store.RunStore;
import org.acmespark.store.RunStore.Outcome;
import org.acmespark.store.directory.RunLog;
import org.acmespark.store.payload.DirectoryPlan;
import org.acmespark.store.payload.Spread;
import org.acmespark.store.payload.Stacking;
import org.apache.spark.api.java.JavaSparkContext;

/** One call of {@code compute()}: joins the computations and the store of their results. */
public final class Computing {
  /** Limit because every file system is slow to create and to open thousands of small files. */
  private static final int FILES_PER_COMPUTATION_AT_MOST = 256;

  private static final String INTERRUPT_ON_CANCEL = "spark.job.interruptOnCancel";

  private static final int MANY_RUNS = 20;

  private static final int SHOWN_FILES = 3;

  /**
   * Drawn seeds are below this limit, so that JSON readers that know only doubles keep all digits.
   */
  private static final long SEEDS = 1L << 53;

  private final UserFunction function;
  private final Distribution.Distributed distributed;
  private final EffectiveOptions options;
  private final RunLog log;
  private final Map<String, Object> description;
  private final Supplier<JavaSparkContext> spark;
  private final String name;
  private final Execution execution;
  private final Optional<ProgressListener> listener;

  public Computing(
      UserFunction function,
      Distribution.Distributed distributed,
      EffectiveOptions options,
      Map<String, Object> description,
      UserJars userJars,
      Supplier<JavaSparkContext> spark,
      RunLog log,
      Optional<ProgressListener> listener) {
    this.function = function;
    this.distributed = distributed;
    this.options = options;
    this.description = description;
    this.spark = spark;
    this.log = log;
    this.listener = listener;
    this.name = options.find(RunOption.NAME).orElse(function.name());
    this.execution = execution(function, distributed, options, userJars);
  }

  /** Describes the execution; each call draws a seed unless one is given. */
  public static Execution execution(
      UserFunction function,
      Distribution.Distributed distributed,
      EffectiveOptions options,
      UserJars userJars) {
    return new Execution(
        UUID.randomUUID().toString(),
        function,
        distributed.args(),
        distributed.nInputs(),
        seed(options),
        options.get(RunOption.RETRIES),
        options.find(RunOption.TIMEOUT),
        options.get(RunOption.ON_FAILURE),
        options.get(RunOption.DEBUG),
        options.find(RunOption.RANGE_SIZE).stream().mapToLong(n -> n).findAny(),
        options.find(RunOption.EXPECTED_TIME),
        options.find(RunOption.MEMORY_PER_COMPUTATION).orElse(CallMemory.UNPLANNED),
        options.keptWorkers(),
        options.get(RunOption.SHARED_ARGUMENTS),
        userJars.names());
  }

  private static long seed(EffectiveOptions options) {
    return options
        .find(RunOption.SEED)
        .orElseGet(
            () ->
                options
                    .resume()
                    .map(Resumption::seed)
                    .orElseGet(() -> new SecureRandom().nextLong(SEEDS)));
  }

  /**
   * Checks options that depend on the function and the number of computations.
   *
   * @throws IllegalArgumentException naming the options that conflict
   */
  public static void requirePossible(
      EffectiveOptions options, UserFunction function, long nInputs) {
    if (options.find(RunOption.RESULT_SHAPE).isEmpty()) {
      return;
    }
    if (function.returnsNothing()) {
      throw new IllegalArgumentException(
          "resultShape is %s, but %s returns nothing"
              .formatted(options.find(RunOption.RESULT_SHAPE).get(), function));
    }
    if (options.get(RunOption.PAYLOAD) == Payload.PER_COMPUTATION
        && nInputs > FILES_PER_COMPUTATION_AT_MOST) {
      throw new IllegalArgumentException(
          "payload per-computation with resultShape would rest a dataset on %s files, and readers lose values when they run out of file descriptors; at most %s are allowed: choose payload auto"
              .formatted(nInputs, FILES_PER_COMPUTATION_AT_MOST));
    }
  }

  /** Returns how results are stacked; empty if they are not stacked. */
  public static Optional<Stacking> stacking(EffectiveOptions options) {
    return options
        .find(RunOption.RESULT_SHAPE)
        .map(
            shape ->
                new Stacking(
                    shape, ElementType.valueOf(options.get(RunOption.RESULT_TYPE).name())));
  }

  public RunOutcome run() {
    try (var guard = new ShutdownGuard()) {
      guard.watch();
      return options.get(RunOption.IN_MEMORY) ? runInMemory() : runInDirectory();
    } catch (InterruptedRunException e) {
      throw e;
    } catch (Exception | Error e) { // Spark is Scala, which declares no exceptions
      if (ShutdownGuard.isInterruption(e) || ShutdownGuard.isUnderWay()) {
        throw interrupted("interrupted before anything was computed", Optional.empty(), e);
      }
      throw e;
    }
  }

  private RunOutcome runInMemory() {
    var memoryWarning = new MemoryWarning(Runtime.getRuntime().maxMemory(), this::tell);
    var store =
        new MemoryStore(
            execution.nInputs(), function.returnsNothing(), stacking(options), memoryWarning);
    log.open(Path.of(""), name);
    log.say("run of %s in memory, %s computations".formatted(name, execution.nInputs()));
    Execution.Result result;
    try {
      result = execute(store);
    } catch (Exception | Error e) { // Spark is Scala, which declares no exceptions
      boolean interrupted = ShutdownGuard.isInterruption(e);
      log.say("ended: " + (interrupted ? "interrupted" : e));
      if (interrupted) {
        throw interrupted("interrupted; a run in memory leaves nothing", Optional.empty(), e);
      }
      throw e;
    }
    log.say("ended: " + outcome(result).name().toLowerCase(Locale.ROOT));
    Thread thread = Thread.currentThread();
    ClassLoader before = thread.getContextClassLoader();
    thread.setContextClassLoader(function.loader()); // results may have classes of a notebook
    try {
      return RunOutcome.inMemory(execution.nInputs(), result, store);
    } finally {
      thread.setContextClassLoader(before);
    }
  }

  /** Removes old runs if the options ask for it, and prints a message if many are left. */
  private void lookAfterEarlierRuns(Path ours) {
    Path place = ours.getParent();
    try {
      if (options.find(RunOption.CLEANUP_OLDER_THAN).isPresent()) {
        for (OldRuns.Found run :
            OldRuns.in(place, options.find(RunOption.CLEANUP_OLDER_THAN).get())) {
          if (run.keptBecause().isEmpty() && !run.directory().equals(ours)) {
            OldRuns.remove(run);
            tell("removed the old run directory " + run.directory());
          }
        }
      }
    } catch (AcmeException e) {
      tell("warning: " + e.getMessage()); // the run can be computed nevertheless
    }
    int left = OldRuns.count(place);
    if (left > MANY_RUNS) {
      tell(
          "%s run directories lie in %s; `acme clean --older-than 7d` removes old ones"
              .formatted(left, place));
    }
  }

  /** Warns at every verbosity, since a reader of the container alone would miss these results. */
  private void warnOfRescued(List<String> files) {
    if (!files.isEmpty()) {
      String some = String.join(", ", files.subList(0, Math.min(files.size(), SHOWN_FILES)));
      String message =
          "warning: %s of %s results are %s, since the format cannot hold them: %s"
              .formatted(
                  files.size(),
                  execution.nInputs(),
                  howKept(files),
                  some + (files.size() > SHOWN_FILES ? ", ..." : ""));
      log.say(message);
      Notice.say(message);
    }
  }

  private static String howKept(List<String> files) {
    long pickles = files.stream().filter(file -> file.endsWith(".pickle")).count();
    return pickles == files.size()
        ? "pickled"
        : pickles == 0 ? "serialized" : "pickled or serialized";
  }

  private void tell(String message) {
    log.say(message);
    if (options.get(RunOption.VERBOSITY) != Verbosity.QUIET) {
      Notice.say(message);
    }
  }

  private RunOutcome runInDirectory() {
    if (options.resume().isPresent()) {
      return resume(options.resume().get());
    }
    Map<String, Object> whole = description(); // Spark has begun before anything is removed
    Rerunning.makeRoom(options);
    return run(
        new DirectoryStore(
            options.find(RunOption.OUTPUT_DIR), execution.runId(), plan(), whole, log));
  }

  private DirectoryPlan plan() {
    return new DirectoryPlan(
        name, execution.nInputs(), spread(), stacking(options), options.compression());
  }

  private RunOutcome resume(EffectiveOptions.Resume resume) {
    try (var recovery = CheckDisplay.recover(resume, plan(), options.get(RunOption.VERBOSITY))) {
      if (recovery.isFinished()) {
        return RunOutcome.finished(execution.nInputs(), recovery, execution.seed());
      }
      var store = new DirectoryStore(recovery, execution.runId(), description(), log);
      recovery.damage().forEach(this::tell);
      return run(store);
    }
  }

  private RunOutcome run(DirectoryStore store) {
    try {
      if (!store.results().isRemote()) {
        lookAfterEarlierRuns(store.results().directoryPath());
      }
      Execution.Result result = execute(store);
      warnOfRescued(store.rescuedFiles());
      store.addLost(result.lost());
      store.finish(outcome(result));
      EndReport.write(options, store.results(), result.elapsed());
      return RunOutcome.inDirectory(execution.nInputs(), result, store.results());
    } catch (Exception | Error e) { // Spark is Scala, which declares no exceptions
      if (ShutdownGuard.isInterruption(e)) {
        throw interrupted(store, e);
      }
      store.abandon(e instanceof AcmeException ? e.getMessage() : e.toString(), e);
      throw e;
    }
  }

  /** Keeps what is committed as if the run had ended now. */
  private InterruptedRunException interrupted(DirectoryStore store, Throwable cause) {
    boolean again = Thread.interrupted(); // an interrupt would close the files that are written now
    if (again) {
      log.say("interrupted again");
    }
    if (!store.hasResults()) {
      store.abandon("interrupted", cause);
      return interrupted("interrupted before anything was committed", Optional.empty(), cause);
    }
    boolean tooManyFiles =
        options.find(RunOption.RESULT_SHAPE).isPresent() && !store.merges().isEmpty();
    if (tooManyFiles || !store.isQuicklyFinished()) {
      log.say("no container is written; resuming writes it");
      store.abandon("interrupted", cause);
    } else {
      log.say("interrupted");
      finishIncomplete(store, cause);
    }
    Path directory = store.results().directoryPath();
    String address = store.results().address(directory);
    return interrupted(
        "interrupted; what was computed is kept in %s, and `acme resume %s` computes the rest"
            .formatted(address, address),
        Optional.of(directory).filter(path -> !store.results().isRemote()),
        cause);
  }

  /** Writes the container; if that fails, resuming the run writes it. */
  private void finishIncomplete(DirectoryStore store, Throwable interruption) {
    try {
      store.finish(Outcome.INCOMPLETE);
    } catch (RuntimeException e) {
      tell("warning: the container could not be written: " + e.getMessage());
      interruption.addSuppressed(e);
      store.abandon("interrupted", interruption);
    }
  }

  private static InterruptedRunException interrupted(
      String message, Optional<Path> directory, Throwable cause) {
    Thread.currentThread().interrupt();
    return new InterruptedRunException(message, directory, cause);
  }

  private Execution.Result execute(RunStore store) {
    String before = spark.get().getLocalProperty(INTERRUPT_ON_CANCEL);
    // A call that sleeps for an hour must not outlive the run.
    spark.get().setLocalProperty(INTERRUPT_ON_CANCEL, "true");
    log.say("seed of the random streams: " + execution.seed());
    try (var progress =
        listener
            .map(ProgressDisplay::to)
            .orElseGet(
                () ->
                    ProgressDisplay.of(
                        options.get(RunOption.VERBOSITY), name, execution.nInputs()))) {
      return execution.run(
          spark.get(), store, WorkerDemand.of(execution, progress), log, Cluster::examine);
    } finally {
      spark.get().setLocalProperty(INTERRUPT_ON_CANCEL, before);
    }
  }

  private static Outcome outcome(Execution.Result result) {
    if (!result.complete()) {
      return Outcome.INCOMPLETE;
    }
    return result.failures().isEmpty() ? Outcome.COMPLETE : Outcome.FAILED;
  }

  private Spread spread() {
    if (function.returnsNothing()) {
      return Spread.NOTHING;
    }
    return switch (options.get(RunOption.FORMAT)) {
      case HDF5 -> options.get(RunOption.SINGLE_FILE) ? Spread.SINGLE_FILE : hdf5Spread();
      case PICKLE -> Spread.PICKLED;
      case SERIALIZED -> Spread.SERIALIZED;
    };
  }

  private Spread hdf5Spread() {
    return switch (options.get(RunOption.PAYLOAD)) {
      case PER_COMPUTATION -> Spread.PER_COMPUTATION;
      case PER_PARTITION -> // a stacked dataset must not need more files than readers can open
          options.find(RunOption.RESULT_SHAPE).isPresent()
              ? Spread.PER_BLOCK_MERGED
              : Spread.PER_BLOCK;
      case AUTO ->
          execution.nInputs() <= FILES_PER_COMPUTATION_AT_MOST
              ? Spread.PER_COMPUTATION
              : Spread.PER_BLOCK_MERGED;
    };
  }

  private Map<String, Object> description() {
    Map<String, Object> whole = new LinkedHashMap<>();
    whole.put("run", execution.runId());
    whole.putAll(description);
    whole.put("seed", execution.seed());
    whole.put("versions", Versions.all(spark.get()));
    whole.put(
        "cluster",
        Map.of("master", spark.get().master(), "application", spark.get().sc().applicationId()));
    return whole;
  }
}
