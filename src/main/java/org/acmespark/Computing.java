package org.acmespark;

import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.acmespark.engine.Execution;
import org.acmespark.function.UserFunction;
import org.acmespark.hdf5.ElementType;
import org.acmespark.model.AcmeException;
import org.acmespark.model.Arg;
import org.acmespark.model.Format;
import org.acmespark.model.Payload;
import org.acmespark.plan.Distribution;
import org.acmespark.plan.InShort;
import org.acmespark.plan.RunOptions;
import org.acmespark.store.DirectoryStore;
import org.acmespark.store.MemoryStore;
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
  private final JavaSparkContext spark;
  private final String name;
  private final Execution execution;

  Computing(
      UserFunction function,
      Distribution.Distributed distributed,
      RunOptions options,
      JavaSparkContext spark) {
    this.function = function;
    this.distributed = distributed;
    this.options = options;
    this.spark = spark;
    this.name = options.name().orElse(function.name());
    this.execution =
        new Execution(
            UUID.randomUUID().toString(),
            function,
            distributed.args(),
            distributed.nInputs(),
            options.seed().orElseGet(() -> new SecureRandom().nextLong()),
            options.retries(),
            options.onFailure(),
            options.rangeSize());
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
    Thread thread = Thread.currentThread();
    ClassLoader before = thread.getContextClassLoader();
    thread.setContextClassLoader(function.loader()); // results may be of classes of a notebook
    try {
      return Run.inMemory(execution.nInputs(), result, store);
    } finally {
      thread.setContextClassLoader(before);
    }
  }

  private <R> Run<R> runInDirectory() {
    var store =
        new DirectoryStore(
            options.outputDir(),
            execution.runId(),
            name,
            execution.nInputs(),
            spread(),
            stacking(),
            description());
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
      return execution.run(spark, store, progress);
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
    Map<String, Object> description = new LinkedHashMap<>();
    description.put("run", execution.runId());
    description.put("function", function.toString());
    description.put("name", name);
    description.put("nInputs", execution.nInputs());
    description.put("arguments", arguments());
    description.put("seed", execution.seed());
    description.put("retries", options.retries());
    description.put("onFailure", kebabCase(options.onFailure()));
    description.put("format", kebabCase(options.format()));
    if (options.format() == Format.HDF5) {
      description.put("payload", kebabCase(options.payload()));
    }
    options
        .resultShape()
        .ifPresent(
            shape -> {
              description.put("resultShape", shape.toString());
              description.put("resultType", kebabCase(options.resultType()));
            });
    options.rangeSize().ifPresent(size -> description.put("rangeSize", size));
    description.put("versions", Versions.all(spark));
    description.put(
        "cluster", Map.of("master", spark.master(), "application", spark.sc().applicationId()));
    return description;
  }

  private static String kebabCase(Enum<?> choice) {
    return choice.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  private List<Map<String, Object>> arguments() {
    List<Map<String, Object>> shown = new ArrayList<>();
    for (Arg<?> arg : distributed.args()) {
      Map<String, Object> entry = new LinkedHashMap<>();
      if (arg instanceof Arg.Each<?> each) {
        entry.put("kind", "each");
        entry.put("value", InShort.of(each.values()));
      } else if (arg instanceof Arg.All<?> all) {
        entry.put("kind", "all");
        entry.put("value", InShort.of(all.value()));
      } else if (arg instanceof Arg.Slices<?> slices) {
        entry.put("kind", "slices");
        entry.put("value", slices.file() + ":" + slices.dataset() + " along axis " + slices.axis());
      } else if (arg instanceof Arg.Distributed<?> rdd) {
        entry.put("kind", "rdd");
        entry.put("value", rdd.rdd().toString());
      } else {
        entry.put("kind", "computation");
      }
      shown.add(entry);
    }
    return shown;
  }
}
