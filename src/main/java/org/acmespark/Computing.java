package org.acmespark;

import java.security.SecureRandom;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;
import org.acmespark.engine.Execution;
import org.acmespark.function.UserFunction;
import org.acmespark.hdf5.ElementType;
import org.acmespark.model.AcmeException;
import org.acmespark.model.Payload;
import org.acmespark.plan.Distribution;
import org.acmespark.plan.RunOptions;
import org.acmespark.store.DirectoryPlan;
import org.acmespark.store.DirectoryStore;
import org.acmespark.store.EarlierRun;
import org.acmespark.store.MemoryStore;
import org.acmespark.store.Recovery;
import org.acmespark.store.RunStore;
import org.acmespark.store.RunStore.Outcome;
import org.acmespark.store.Stacking;
import org.apache.spark.api.java.JavaSparkContext;

/** One call of {@code compute()}: joins what is computed and where it is kept. */
final class Computing {
  /** Thousands of small files are slow to make and to open: facts of every file system. */
  private static final int FILES_PER_COMPUTATION_AT_MOST = 256;

  private final UserFunction function;
  private final Distribution.Distributed distributed;
  private final RunOptions options;
  private final Map<String, Object> description;
  private final Supplier<JavaSparkContext> spark;
  private final String name;
  private final Execution execution;

  Computing(
      UserFunction function,
      Distribution.Distributed distributed,
      RunOptions options,
      Map<String, Object> description,
      Supplier<JavaSparkContext> spark) {
    this.function = function;
    this.distributed = distributed;
    this.options = options;
    this.description = description;
    this.spark = spark;
    this.name = options.name().orElse(function.name());
    this.execution =
        new Execution(
            UUID.randomUUID().toString(),
            function,
            distributed.args(),
            distributed.nInputs(),
            seed(options),
            options.retries(),
            options.onFailure(),
            options.rangeSize());
  }

  private static long seed(RunOptions options) {
    return options
        .seed()
        .orElseGet(
            () ->
                options
                    .resume()
                    .map(Resumption::seed)
                    .orElseGet(() -> new SecureRandom().nextLong()));
  }

  /**
   * Checks what depends on the function and the number of computations.
   *
   * @throws IllegalArgumentException naming the options that conflict
   */
  static void requirePossible(RunOptions options, UserFunction function, long nInputs) {
    if (options.resultShape().isEmpty()) {
      return;
    }
    if (function.returnsNothing()) {
      throw new IllegalArgumentException(
          "resultShape is %s, but %s returns nothing"
              .formatted(options.resultShape().get(), function));
    }
    if (options.payload() == Payload.PER_COMPUTATION && nInputs > FILES_PER_COMPUTATION_AT_MOST) {
      throw new IllegalArgumentException(
          "payload per-computation with resultShape would rest a dataset on %d files, and readers lose values when they run out of file descriptors; at most %d are allowed: choose payload auto"
              .formatted(nInputs, FILES_PER_COMPUTATION_AT_MOST));
    }
  }

  private Optional<Stacking> stacking() {
    return options
        .resultShape()
        .map(shape -> new Stacking(shape, ElementType.valueOf(options.resultType().name())));
  }

  <R> Run<R> run() {
    return options.inMemory() ? runInMemory() : runInDirectory();
  }

  private <R> Run<R> runInMemory() {
    var store = new MemoryStore(execution.nInputs(), function.returnsNothing(), stacking());
    Execution.Result result = execute(store);
    return Run.inMemory(execution.nInputs(), result, store);
  }

  private <R> Run<R> runInDirectory() {
    if (options.resume().isPresent()) {
      return resume(options.resume().get());
    }
    return run(
        new DirectoryStore(
            options.outputDir(),
            execution.runId(),
            name,
            execution.nInputs(),
            spread(),
            stacking(),
            description()));
  }

  private <R> Run<R> resume(RunOptions.Resume resume) {
    var plan = new DirectoryPlan(name, execution.nInputs(), spread(), stacking());
    try (var recovery =
        Recovery.of(EarlierRun.in(resume.directory()), plan, resume.retryFailed())) {
      if (recovery.isFinished()) {
        return Run.finished(execution.nInputs(), recovery);
      }
      return run(new DirectoryStore(recovery, execution.runId(), description()));
    }
  }

  private <R> Run<R> run(DirectoryStore store) {
    try {
      Execution.Result result = execute(store);
      store.finish(outcome(result));
      return Run.inDirectory(execution.nInputs(), result, store);
    } catch (AcmeException e) {
      store.abandon(e.getMessage());
      throw e;
    } catch (RuntimeException | Error e) {
      store.abandon(e.toString());
      throw e;
    }
  }

  private Execution.Result execute(RunStore store) {
    try (var progress = ProgressDisplay.of(options.verbosity(), name, execution.nInputs())) {
      return execution.run(spark.get(), store, progress);
    }
  }

  private static Outcome outcome(Execution.Result result) {
    if (!result.complete()) {
      return Outcome.INCOMPLETE;
    }
    return result.failures().isEmpty() ? Outcome.COMPLETE : Outcome.FAILED;
  }

  private DirectoryStore.Spread spread() {
    if (function.returnsNothing()) {
      return DirectoryStore.Spread.NOTHING;
    }
    return switch (options.format()) {
      case HDF5 -> hdf5Spread();
      case PICKLE -> DirectoryStore.Spread.PICKLED;
      case SERIALIZED -> DirectoryStore.Spread.SERIALIZED;
    };
  }

  private DirectoryStore.Spread hdf5Spread() {
    return switch (options.payload()) {
      case PER_COMPUTATION -> DirectoryStore.Spread.PER_COMPUTATION;
      case PER_PARTITION -> DirectoryStore.Spread.PER_BLOCK;
      case AUTO ->
          execution.nInputs() <= FILES_PER_COMPUTATION_AT_MOST
              ? DirectoryStore.Spread.PER_COMPUTATION
              : DirectoryStore.Spread.PER_BLOCK_MERGED;
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
