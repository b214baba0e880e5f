package org.acmespark.engine;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.acmespark.engine.channel.ControlChannel;
import org.acmespark.engine.channel.FileVersion;
import org.acmespark.engine.channel.Parcel;
import org.acmespark.engine.channel.RunSpec;
import org.acmespark.engine.driver.Autopsy;
import org.acmespark.engine.driver.Cores;
import org.acmespark.engine.driver.DriverRun;
import org.acmespark.engine.driver.PlannedCall;
import org.acmespark.engine.driver.RddInput;
import org.acmespark.engine.executor.Arguments;
import org.acmespark.function.Closure;
import org.acmespark.function.UserFunction;
import org.acmespark.model.AcmeException;
import org.acmespark.model.Arg;
import org.acmespark.model.CallMemory;
import org.acmespark.model.ComputationFailure;
import org.acmespark.model.InterruptedRunException;
import org.acmespark.model.OnFailure;
import org.acmespark.model.ProgressListener;
import org.acmespark.model.SharedArguments;
import org.acmespark.plan.InShort;
import org.acmespark.store.LostExecutor;
import org.acmespark.store.RunStore;
import org.acmespark.store.directory.RemoteDirectory;
import org.acmespark.store.directory.RunLog;
import org.acmespark.store.payload.Layout;
import org.apache.spark.api.java.JavaSparkContext;

/**
 * One execution of all computations on Spark.
 *
 * @param runId unique name of the run
 * @param function the function to call
 * @param args the function's arguments, in the order of its parameters
 * @param nInputs number of computations
 * @param seed seed of the random streams
 * @param retries how often a failed computation is repeated
 * @param timeout how long a call may take, empty for no limit
 * @param onFailure effect of a failure on the other computations
 * @param debug whether the calling thread calls the function for all computations, one after the
 *     other
 * @param rangeSize computations per range, empty to choose while running
 * @param expectedTime how long a computation takes at most, empty to go by the durations seen
 * @param memory how much memory a computation is expected to need
 * @param keptWorkers workers that are kept when nothing is pending, empty to keep all
 * @param shared how calls are protected from changes that other calls make in a shared argument
 * @param userJars file names of jars whose classes take precedence over Spark's
 */
public record Execution(
    String runId,
    UserFunction function,
    List<Arg<?>> args,
    long nInputs,
    long seed,
    int retries,
    Optional<Duration> timeout,
    OnFailure onFailure,
    boolean debug,
    OptionalLong rangeSize,
    Optional<Duration> expectedTime,
    CallMemory memory,
    OptionalInt keptWorkers,
    SharedArguments shared,
    List<String> userJars)
    implements PlannedCall {

  /**
   * The outcome of an execution.
   *
   * @param failures computations that have finally failed, by index
   * @param complete whether every computation has ended, with success or failure
   * @param ranges number of ranges into which the computations were cut
   * @param tasks number of Spark tasks, without those for merging
   * @param seed seed of the random streams
   * @param lost executors that died
   */
  public record Result(
      List<ComputationFailure> failures,
      boolean complete,
      long ranges,
      long tasks,
      Duration elapsed,
      long seed,
      List<LostExecutor> lost) {}

  /**
   * Returns the number of computations that the executors of a context can run at the same time.
   */
  public static int cores(JavaSparkContext spark) {
    return Cores.present(spark);
  }

  /**
   * Returns the number of computations that the largest executor of a context can run at the same
   * time.
   */
  public static int coresPerExecutor(JavaSparkContext spark) {
    return Cores.perExecutor(spark);
  }

  /** Returns the number of elements in an RDD that is an argument. Runs a Spark job. */
  public static long count(Arg.Distributed<?> arg) {
    return RddInput.count(arg);
  }

  /**
   * Runs the execution on the driver. Returns when all results are computed and committed, before
   * the store is finished.
   *
   * @param log receives the log lines of functions
   * @param autopsy finds out of what executors died
   * @throws InterruptedRunException if the thread was interrupted; the thread's interrupt flag is
   *     then clear
   * @throws AcmeException if something other than the function failed; results that were committed
   *     before stay in the store
   */
  public Result run(
      JavaSparkContext spark,
      RunStore store,
      ProgressListener progress,
      RunLog log,
      Autopsy autopsy) {
    long start = System.nanoTime();
    var run = new DriverRun(this, store, progress, log, autopsy);
    try {
      run.run(spark);
    } catch (IOException e) {
      throw new IllegalArgumentException(
          "the function or a shared argument cannot be sent to executors: " + e, e);
    } catch (InterruptedException e) {
      throw new InterruptedRunException("interrupted", Optional.empty(), e);
    }
    return new Result(
        run.failures(),
        run.isComplete(),
        run.ranges(),
        run.tasks(),
        Duration.ofNanos(System.nanoTime() - start),
        seed,
        run.lost());
  }

  @Override
  public RunSpec spec(Layout layout, System.Logger.Level logged, ControlChannel.Address driver) {
    return new RunSpec(
        runId,
        function,
        stripped(),
        nInputs,
        seed,
        retries,
        onFailure == OnFailure.STOP,
        timeout.orElse(Duration.ZERO),
        memory,
        shared,
        FileVersion.ofSlices(args),
        layout,
        logged,
        driver);
  }

  @Override
  public byte[][] packed(RunSpec spec) throws IOException {
    return Parcel.pack(Closure.of(function, args), runId, userJars, spec);
  }

  @Override
  public String inputsInShort(long index) {
    String[] shown = new String[args.size()];
    for (int k = 0; k < shown.length; k++) {
      shown[k] = InShort.of(input(args.get(k), index));
    }
    return Arguments.inShort(function, args, shown);
  }

  private static Object input(Arg<?> arg, long index) {
    return arg.match(
        new Arg.Cases<Object>() {
          @Override
          public Object each(Arg.Each<?> each) {
            return each.values().get(index);
          }

          @Override
          public Object all(Arg.All<?> all) {
            return all.value();
          }

          @Override
          public Object slices(Arg.Slices<?> slices) {
            return "slice %s of %s:%s".formatted(index, slices.file(), slices.dataset());
          }

          @Override
          public Object files(Arg.Files<?> files) {
            return files.files().get((int) index) + ":" + files.dataset();
          }

          @Override
          public Object distributed(Arg.Distributed<?> distributed) {
            return "element " + index + " of the RDD";
          }

          @Override
          public Object context(Arg.Context context) {
            return ""; // contexts are left out
          }
        });
  }

  /**
   * Returns the arguments without the values that are sent with the ranges. The paths of slice
   * files are absolute, because executors have their own working directories.
   */
  List<Arg<?>> stripped() {
    List<Arg<?>> stripped = new ArrayList<>(args.size());
    args.forEach(arg -> stripped.add(stripped(arg)));
    return stripped;
  }

  private static Arg<?> stripped(Arg<?> arg) {
    return arg.match(
        new Arg.Cases<Arg<?>>() {
          @Override
          public Arg<?> each(Arg.Each<?> each) {
            return new Arg.Each<>(each.values().slice(0, 0));
          }

          @Override
          public Arg<?> all(Arg.All<?> all) {
            return all;
          }

          @Override
          public Arg<?> slices(Arg.Slices<?> slices) {
            return absolute(slices);
          }

          @Override
          public Arg<?> files(Arg.Files<?> files) {
            return new Arg.Files<>(
                files.files().stream().map(Execution::absolute).toList(),
                files.dataset(),
                files.spans(),
                files.type());
          }

          @Override
          public Arg<?> distributed(Arg.Distributed<?> distributed) {
            return new Arg.Distributed<>("in the partition");
          }

          @Override
          public Arg<?> context(Arg.Context context) {
            return context;
          }
        });
  }

  private static <T> Arg.Slices<T> absolute(Arg.Slices<T> slices) {
    return slices.in(absolute(slices.file()));
  }

  private static String absolute(String file) {
    return RemoteDirectory.isAddress(file) ? file : Path.of(file).toAbsolutePath().toString();
  }
}
