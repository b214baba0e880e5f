package org.acmespark.run;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.util.Optional;
import java.util.SplittableRandom;
import org.acmespark.cluster.SlurmOptions;
import org.acmespark.engine.DryRunCall;
import org.acmespark.engine.Execution;
import org.acmespark.model.Format;
import org.acmespark.model.Verbosity;
import org.acmespark.model.WorkerCount;
import org.acmespark.store.Footprint;
import org.acmespark.store.payload.Stacking;
import org.apache.spark.api.java.JavaSparkContext;

/** Computes one computation of a run, which the run's seed selects, in a separate JVM. */
public final class DryRunner {
  private final Execution execution;
  private final EffectiveOptions options;
  private final Optional<Stacking> stacking;

  public DryRunner(Execution execution, EffectiveOptions options, Optional<Stacking> stacking) {
    this.execution = execution;
    this.options = options;
    this.stacking = stacking;
  }

  /**
   * One computation of a run, and where the others will be computed.
   *
   * @param index number of the computation, from 0
   * @param inputs the abbreviated arguments
   * @param report time and memory of the computation, or why it failed
   * @param nInputs computations of the whole run
   * @param cores computations that run at a time
   * @param coresPerWorker computations that one worker runs at a time
   */
  public record Sample(
      long index,
      String inputs,
      DryRunCall.Report report,
      long nInputs,
      int cores,
      int coresPerWorker) {}

  /**
   * Samples a run for workers that SLURM will start, with as much heap as this machine can give.
   */
  public Sample before(SlurmOptions slurm) {
    int cores = slurm.coresPerWorker();
    int workers =
        options
            .find(RunOption.WORKERS)
            .map(WorkerCount::most)
            .orElseGet(() -> slurm.workersFor(execution.nInputs()));
    long heap = Math.max(Runtime.getRuntime().maxMemory(), physicalMemory() / 2);
    return run(heap, Math.multiplyExact(workers, cores), cores);
  }

  /** Samples a run for a running Spark, with the heap of its executors. */
  public Sample on(JavaSparkContext spark) {
    long heap =
        spark.isLocal()
            ? Runtime.getRuntime().maxMemory()
            : spark.sc().executorMemory() * (1L << 20);
    return run(heap, Execution.cores(spark), Execution.coresPerExecutor(spark));
  }

  private Sample run(long heap, int cores, int coresPerWorker) {
    long index = new SplittableRandom(execution.seed()).nextLong(execution.nInputs());
    if (options.get(RunOption.VERBOSITY) != Verbosity.QUIET) {
      System.err.printf(
          "acme: trying computation %s of %s in a JVM of its own%n",
          index, options.find(RunOption.NAME).orElse(execution.function().name()));
    }
    DryRunCall.Report report = DryRunCall.of(execution, index, kept(), heap);
    return new Sample(
        index, execution.inputsInShort(index), report, execution.nInputs(), cores, coresPerWorker);
  }

  private Footprint.Kind kept() {
    if (execution.function().returnsNothing()) {
      return new Footprint.Kind.Nothing();
    }
    if (stacking.isPresent()) {
      return new Footprint.Kind.Stacked(stacking.get());
    }
    return options.get(RunOption.IN_MEMORY) || options.get(RunOption.FORMAT) != Format.HDF5
        ? new Footprint.Kind.Objects()
        : new Footprint.Kind.Apart();
  }

  private static long physicalMemory() {
    return ManagementFactory.getOperatingSystemMXBean() instanceof OperatingSystemMXBean system
        ? system.getTotalMemorySize()
        : 0;
  }
}
