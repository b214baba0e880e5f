package org.acmespark;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.acmespark.cluster.Cluster;
import org.acmespark.cluster.LargerExecutors;
import org.acmespark.cluster.MoreMemory;
import org.acmespark.cluster.SlurmOptions;
import org.acmespark.cluster.SparkLease;
import org.acmespark.display.UserFrames;
import org.acmespark.function.UserFunction;
import org.acmespark.model.AcmeException;
import org.acmespark.model.Arg;
import org.acmespark.model.InterruptedRunException;
import org.acmespark.model.Notice;
import org.acmespark.model.ProgressListener;
import org.acmespark.model.ResultShape;
import org.acmespark.model.StopClient;
import org.acmespark.model.Verbosity;
import org.acmespark.model.WorkerCount;
import org.acmespark.plan.Distribution;
import org.acmespark.plan.LogFile;
import org.acmespark.program.Program;
import org.acmespark.run.ClusterChoice;
import org.acmespark.run.Computing;
import org.acmespark.run.DryRunner;
import org.acmespark.run.EffectiveOptions;
import org.acmespark.run.Rerunning;
import org.acmespark.run.RunOption;
import org.acmespark.run.RunOutcome;
import org.acmespark.run.SparkMessages;
import org.acmespark.run.UserJars;
import org.acmespark.store.directory.RunLog;
import org.apache.spark.api.java.JavaSparkContext;

/**
 * Calls a function once per computation, in parallel on Spark, and writes the results to HDF5
 * files.
 *
 * <pre>{@code
 * static double f(double x, double y, double z) { return (x + y) * z; }
 *
 * try (var pmap = ParallelMap.over(each(2, 4, 6, 8), all(4), all(3)).map(Walkthrough::f).build()) {
 *   var run = pmap.compute();
 *   run.container();     // .../ACME_20261122-100302-976973/f.h5
 * }
 * }</pre>
 *
 * <p>It uses a SparkContext that was given or that runs in this JVM, and leaves it running. Without
 * one, the first {@link #compute} starts a SparkContext, and {@link #close} stops it. The object
 * lives on the driver and is not thread-safe.
 *
 * @param <R> type of one result
 */
public final class ParallelMap<R> implements AutoCloseable {
  private final Supplier<String> preview;
  private final UserFunction function;
  private final Distribution.Distributed distributed;
  private final EffectiveOptions options;
  private final Map<String, Object> description;
  private final ClusterChoice where;
  private final UserJars userJars;
  private final Optional<ProgressListener> progress;
  private SparkLease lease;
  private long toCompute;
  private Optional<SparkMessages> sparkMessages = Optional.empty();

  ParallelMap(MapPlan plan, Optional<ProgressListener> progress) {
    this.preview = () -> Preview.of(plan.bound(), plan.options());
    this.function = plan.bound().function();
    this.distributed = plan.bound().distributed();
    this.options = plan.options();
    this.description = plan.description();
    this.where = plan.where();
    this.userJars = plan.userJars();
    this.progress = progress;
    this.toCompute = distributed.nInputs();
    if (where.context.isPresent() || where.cluster.isPresent()) {
      this.lease = lease();
    }
  }

  private SparkLease lease() {
    where.slurm().filter(SlurmOptions::wantsMemory).ifPresent(this::findOutMemory);
    Optional<WorkerCount> workers =
        options.find(RunOption.WORKERS).map(n -> n.atMost(Math.max(1, toCompute)));
    return where.lease(workers, toCompute, options.get(RunOption.VERBOSITY));
  }

  /** Measures one computation's memory, which determines the partition. */
  private void findOutMemory(SlurmOptions slurm) {
    DryRun dry = DryRun.of(dryRunner().before(slurm));
    if (dry.failure().isPresent()) {
      throw new AcmeException(
          "partition is auto, but the computation that measures the memory has failed; give memPerWorker, or repair the function: "
              + dry);
    }
    where.slurm(slurm.withMemoryFor(dry.peakMemory()));
  }

  private DryRunner dryRunner() {
    return new DryRunner(
        Computing.execution(function, distributed, options, userJars),
        options,
        Computing.stacking(options));
  }

  /**
   * Says in one line what the run will do: {@code lowpass: 8 computations; samples = columns of
   * /data (double[1000]); cutoff = 50 shared; results in ./filtered}.
   */
  @Override
  public String toString() {
    return preview.get();
  }

  /** Takes one argument; the function follows with {@code map} or {@code forEach}. */
  public static <A> Over1<A> over(Arg<A> a) {
    return new Over1<>(a);
  }

  /** Takes two arguments; the function follows with {@code map} or {@code forEach}. */
  public static <A, B> Over2<A, B> over(Arg<A> a, Arg<B> b) {
    return new Over2<>(a, b);
  }

  /** Takes three arguments; the function follows with {@code map} or {@code forEach}. */
  public static <A, B, C> Over3<A, B, C> over(Arg<A> a, Arg<B> b, Arg<C> c) {
    return new Over3<>(a, b, c);
  }

  /** Takes four arguments; the function follows with {@code map} or {@code forEach}. */
  public static <A, B, C, D> Over4<A, B, C, D> over(Arg<A> a, Arg<B> b, Arg<C> c, Arg<D> d) {
    return new Over4<>(a, b, c, d);
  }

  /** Takes five arguments; the function follows with {@code map} or {@code forEach}. */
  public static <A, B, C, D, E> Over5<A, B, C, D, E> over(
      Arg<A> a, Arg<B> b, Arg<C> c, Arg<D> d, Arg<E> e) {
    return new Over5<>(a, b, c, d, e);
  }

  /** Takes six arguments; the function follows with {@code map} or {@code forEach}. */
  public static <A, B, C, D, E, F> Over6<A, B, C, D, E, F> over(
      Arg<A> a, Arg<B> b, Arg<C> c, Arg<D> d, Arg<E> e, Arg<F> f) {
    return new Over6<>(a, b, c, d, e, f);
  }

  /**
   * Takes a static method by name and distributes its arguments as ACME does. Lists, ranges and
   * one-dimensional arrays with as many elements as there are computations are split. All other
   * values are shared.
   *
   * <pre>{@code
   * ParallelMap.named("com.example.Filters::lowpass").args(List.of(2, 4, 6, 8), 4).arg("z", 3);
   * }</pre>
   *
   * @param function {@code package.Class::method}, found through the thread's context class loader
   */
  public static NamedMapBuilder named(String function) {
    return new NamedMapBuilder(function, Optional.empty());
  }

  /**
   * Takes a program that is started once per computation; its placeholders name its arguments. The
   * command line is split into words by the shell's quoting rules, but no shell runs it.
   *
   * <pre>{@code
   * ParallelMap.command("fit --in {x} --seed {seed} --out {out}", "out.h5:/params").arg("x", trials);
   * }</pre>
   *
   * @param result the part of a call's outcome that is stored: {@code exit}, {@code none}, {@code
   *     stdout:text}, {@code stdout:number}, {@code stdout:integer}, {@code stdout:json}, {@code
   *     stdout:csv}, {@code FILE.npy}, {@code FILE.json} or {@code FILE.h5:/dataset}
   * @throws IllegalArgumentException if command or result is invalid, or the program does not exist
   */
  public static NamedMapBuilder command(String command, String result) {
    return new NamedMapBuilder(command, Optional.of(Program.of(command, result, false)));
  }

  /**
   * Takes a program as {@link #command} does, but a shell runs the command; inserted values are
   * quoted.
   */
  public static NamedMapBuilder shellCommand(String command, String result) {
    return new NamedMapBuilder(command, Optional.of(Program.of(command, result, true)));
  }

  /**
   * Takes a function that was found elsewhere, with arguments in the order of its parameters; for
   * fronts in other languages.
   */
  public static ParallelMapBuilder<Object> of(UserFunction function, List<Arg<?>> args) {
    return new ParallelMapBuilder<>() {
      @Override
      Bound bind(EffectiveOptions options) {
        return new Bound(function, distributed(args, options), List.of());
      }
    };
  }

  /**
   * Parses dimensions for {@link ParallelMapBuilder#resultShape} from text such as {@code
   * stack,10,inf}.
   *
   * @throws IllegalArgumentException if the text names no dimensions
   */
  public static long[] dims(String text) {
    return ResultShape.parse(text);
  }

  /**
   * Calls the function for all computations, on the executors, and returns when the results are
   * committed.
   *
   * @return the results; computations whose function failed are in {@link Run#failures}
   * @throws org.acmespark.model.InterruptedRunException if the thread was interrupted or a signal
   *     ends the JVM; it is thrown within 10 s, and a container has what was committed
   * @throws org.acmespark.model.AcmeException if something else failed, such as Spark or a file
   *     system; what was committed before is kept
   */
  public Run<R> compute() {
    RunLog log = log();
    sparkMessages.ifPresent(messages -> messages.to(log));
    try (log) {
      return userJars.during(
          () -> {
            RunOutcome outcome =
                Rerunning.run(options, description, chosen -> computing(chosen, log));
            return Run.of(withMoreMemory(outcome, log));
          });
    } catch (InterruptedRunException e) {
      throw e;
    } catch (AcmeException e) {
      Optional<Cluster> cluster = Optional.ofNullable(lease).flatMap(SparkLease::cluster);
      throw UserFrames.shortened(
          cluster
              .flatMap(Cluster::lost)
              .map(reason -> new AcmeException(reason + "; what was committed is kept", e))
              .orElse(e));
    } catch (IllegalArgumentException e) {
      throw UserFrames.shortened(e);
    } finally {
      sparkMessages.ifPresent(messages -> messages.to(RunLog.none()));
    }
  }

  /** Repeats computations that had too little memory on larger executors, while that helps. */
  private RunOutcome withMoreMemory(RunOutcome first, RunLog log) {
    RunOutcome outcome = first;
    Optional<MoreMemory> more = options.find(RunOption.RETRY_MEMORY);
    List<Long> lacking = outcome.lackingMemory();
    while (more.isPresent() && lease != null && !lacking.isEmpty()) {
      toCompute = lacking.size();
      endLease(StopClient.IF_STARTED_HERE);
      String failed =
          "%s failed for lack of memory: %s"
              .formatted(computations(toCompute), MemoryNeeds.named(lacking));
      Optional<LargerExecutors> larger = where.enlarge(more.get());
      if (larger.isEmpty()) {
        tell(failed + "; the cluster has no larger executors", log);
        break;
      }
      String size = larger.get().toString();
      tell(failed + "; trying again with " + size, log);
      try {
        var again = computing(options.withMoreMemory(outcome.directoryAddress()), log);
        outcome = outcome.followedBy(again.run());
      } catch (AcmeException e) {
        if (lease != null) {
          throw e;
        }
        tell("there are no executors with %s: %s".formatted(size, e.getMessage()), log);
        break;
      }
      List<Long> helped = new ArrayList<>(lacking);
      lacking = outcome.lackingMemory();
      helped.removeAll(lacking);
      if (!helped.isEmpty()) {
        String which = MemoryNeeds.withPeaks(helped, outcome.directoryAddress());
        tell("%s needed and got %s: %s".formatted(computations(helped.size()), size, which), log);
      }
    }
    return outcome;
  }

  private static String computations(long n) {
    return n + (n == 1 ? " computation" : " computations");
  }

  private void tell(String message, RunLog log) {
    log.say(message);
    if (options.get(RunOption.VERBOSITY) != Verbosity.QUIET) {
      Notice.say(message);
    }
  }

  private Computing computing(EffectiveOptions chosen, RunLog log) {
    return new Computing(
        function, distributed, chosen, description, userJars, () -> spark(log), log, progress);
  }

  /**
   * Computes one computation in a separate JVM on this machine, with the heap of an executor, and
   * keeps no results. The seed selects the computation at random. This method starts Spark, if it
   * does not run yet, to find the number of cores, but it starts no SLURM workers.
   *
   * @return time and memory of the computation, and estimates for the whole run
   * @throws IllegalArgumentException if the function must run in this JVM because of {@link
   *     ParallelMapBuilder#debug}
   * @throws AcmeException if no JVM can be started
   */
  public DryRun dryRun() {
    if (options.get(RunOption.DEBUG)) {
      throw new IllegalArgumentException(
          "debug and dryRun exclude each other: one makes calls in this JVM, the other in another");
    }
    try {
      Optional<SlurmOptions> slurm = where.slurm().filter(options -> lease == null);
      return userJars.during(
          () ->
              DryRun.of(
                  slurm.isPresent()
                      ? dryRunner().before(slurm.get())
                      : dryRunner().on(spark(RunLog.none()))));
    } catch (IllegalArgumentException e) {
      throw UserFrames.shortened(e);
    }
  }

  private JavaSparkContext spark(RunLog log) {
    if (lease == null) {
      obtain(log);
    }
    return lease.context();
  }

  /** Obtains Spark; messages are captured only from a Spark that this object has started. */
  private void obtain(RunLog log) {
    var messages = SparkMessages.capture(options.get(RunOption.VERBOSITY));
    messages.to(log);
    try {
      lease = lease();
    } finally {
      if (lease != null && lease.isOurs()) {
        sparkMessages = Optional.of(messages);
      } else {
        messages.close();
      }
    }
  }

  private RunLog log() {
    var threshold =
        options.get(RunOption.VERBOSITY) == Verbosity.VERBOSE
            ? System.Logger.Level.DEBUG
            : System.Logger.Level.INFO;
    if (options.get(RunOption.LOGFILE) instanceof LogFile.At at) {
      return RunLog.at(at.file(), threshold);
    }
    return options.get(RunOption.IN_MEMORY)
            || options.get(RunOption.LOGFILE) instanceof LogFile.None
        ? RunLog.none()
        : RunLog.beside(threshold);
  }

  /**
   * Stops Spark if this object started it, unless {@link ParallelMapBuilder#stopClient} says
   * otherwise.
   */
  @Override
  public void close() {
    endLease(options.get(RunOption.STOP_CLIENT));
  }

  private void endLease(StopClient stop) {
    boolean interrupted = Thread.interrupted(); // an interrupted thread cannot stop Spark in order
    if (lease != null) {
      lease.end(stop);
      lease = null;
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
    sparkMessages.ifPresent(SparkMessages::close);
    sparkMessages = Optional.empty();
  }
}
