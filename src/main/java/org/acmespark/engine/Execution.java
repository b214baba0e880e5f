package org.acmespark.engine;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.acmespark.engine.channel.Parcel;
import org.acmespark.engine.channel.RunSpec;
import org.acmespark.engine.channel.SparkRpcChannel;
import org.acmespark.engine.driver.Broadcasts;
import org.acmespark.engine.driver.Cores;
import org.acmespark.engine.driver.DirectCalls;
import org.acmespark.engine.driver.Dispatcher;
import org.acmespark.engine.driver.ExecutorDeaths;
import org.acmespark.engine.driver.JobLabels;
import org.acmespark.engine.driver.LostExecutors;
import org.acmespark.engine.driver.MessageCheck;
import org.acmespark.engine.driver.Publisher;
import org.acmespark.engine.driver.RangeSizing;
import org.acmespark.engine.driver.RddInput;
import org.acmespark.engine.driver.RunState;
import org.acmespark.engine.executor.Arguments;
import org.acmespark.engine.executor.ExecutorRun;
import org.acmespark.function.Closure;
import org.acmespark.function.UserFunction;
import org.acmespark.model.AcmeException;
import org.acmespark.model.Arg;
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
import org.acmespark.store.payload.Block;
import org.acmespark.store.payload.Merge;
import org.acmespark.store.single.SingleFile;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;

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
    SharedArguments shared,
    List<String> userJars) {

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
   * @throws InterruptedRunException if the thread was interrupted; the thread's interrupt flag is
   *     then clear
   * @throws AcmeException if something other than the function failed; results that were committed
   *     before stay in the store
   */
  public Result run(JavaSparkContext spark, RunStore store, ProgressListener progress, RunLog log) {
    long start = System.nanoTime();
    var state =
        new RunState(
            nInputs,
            store,
            debug ? Publisher.onTheCallersThread() : Publisher.onItsOwnThread(),
            onFailure,
            rangeSize.isEmpty() && !debug,
            this::inputsInShort,
            log);
    var handler = new MessageCheck(nInputs, state);
    state.recover(store.recovered());
    progress.startsFrom(state.finished());
    var deaths = new ExecutorDeaths(state);
    var lost = new LostExecutors();
    Broadcast<byte[][]> broadcast = null;
    Optional<RddInput> rdd = RddInput.of(args);
    try (var server = SparkRpcChannel.serve(handler)) {
      var spec =
          new RunSpec(
              runId,
              function,
              stripped(),
              nInputs,
              seed,
              retries,
              onFailure == OnFailure.STOP,
              timeout.orElse(Duration.ZERO),
              shared,
              store.layout(),
              log.threshold(),
              server.address());
      if (debug || spark.isLocal()) {
        ExecutorRun.mark(runId, store.marks());
        store
            .single()
            .flatMap(SingleFile::places)
            .ifPresent(places -> ExecutorRun.place(runId, places));
      }
      if (debug) {
        new DirectCalls(spec, args, state, this::directly, handler, rdd, progress).run();
      } else {
        broadcast = spark.broadcast(Parcel.pack(Closure.of(function, args), runId, userJars, spec));
        spark.sc().addSparkListener(deaths);
        spark.sc().addSparkListener(lost);
        new Dispatcher(
                spark,
                spec,
                args,
                broadcast,
                state,
                new RangeSizing(rangeSize),
                rdd,
                progress,
                deaths)
            .run();
      }
      state.trouble().ifPresent(Execution::rethrow);
      merge(spark, spec, store);
      return new Result(
          state.failures(),
          state.allDone(),
          state.rangesMade(),
          state.tasks(),
          Duration.ofNanos(System.nanoTime() - start),
          seed,
          lost.all());
    } catch (IOException e) {
      throw new IllegalArgumentException(
          "the function or a shared argument cannot be sent to executors: " + e, e);
    } catch (InterruptedException e) {
      throw new InterruptedRunException("interrupted", Optional.empty(), e);
    } finally {
      spark.sc().removeSparkListener(deaths);
      spark.sc().removeSparkListener(lost);
      ExecutorRun.forget(runId);
      rdd.ifPresent(RddInput::close);
      if (broadcast != null) {
        Broadcasts.destroy(broadcast);
      }
    }
  }

  /**
   * Returns the size of a range for direct calls. All computations form one range, so that there
   * are few files. If the first failure ends the run, each range has one computation.
   */
  private long directly(long remaining, long idle) {
    return rangeSize.orElse(onFailure == OnFailure.STOP ? 1 : remaining);
  }

  private static void rethrow(AcmeException trouble) {
    throw trouble;
  }

  /** Returns a short, readable description of a computation's arguments. */
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

  private static void merge(JavaSparkContext spark, RunSpec spec, RunStore store) {
    List<Merge> merges = store.merges();
    if (merges.isEmpty()) {
      return;
    }
    List<Block.StagedFile> files;
    try (var labels = new JobLabels(spark, spec)) {
      labels.describe("merging payload files");
      files =
          spark
              .parallelize(merges, merges.size())
              .mapPartitions(
                  part -> {
                    List<Block.StagedFile> made = new ArrayList<>();
                    while (part.hasNext()) {
                      made.add(part.next().carryOut("merge" + TaskContext.get().taskAttemptId()));
                    }
                    return made.iterator();
                  })
              .collect();
    } catch (RuntimeException e) {
      throw new AcmeException("merging payload files failed: " + e.getMessage(), e);
    }
    for (int k = 0; k < files.size(); k++) {
      store.merged(merges.get(k), files.get(k));
    }
  }
}
