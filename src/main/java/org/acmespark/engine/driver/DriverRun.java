package org.acmespark.engine.driver;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.acmespark.engine.channel.RunSpec;
import org.acmespark.engine.channel.SparkRpcChannel;
import org.acmespark.engine.executor.DriversHeap;
import org.acmespark.engine.executor.ExecutorRun;
import org.acmespark.engine.executor.LogTap;
import org.acmespark.model.AcmeException;
import org.acmespark.model.ComputationFailure;
import org.acmespark.model.OnFailure;
import org.acmespark.model.ProgressListener;
import org.acmespark.store.LostExecutor;
import org.acmespark.store.RunStore;
import org.acmespark.store.directory.RunLog;
import org.acmespark.store.payload.Block;
import org.acmespark.store.payload.Merge;
import org.acmespark.store.single.SingleFile;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;

/**
 * The driver's side of one run: the channel on which tasks ask, the state that answers them, and
 * the Spark jobs.
 */
public final class DriverRun {
  private final PlannedCall call;
  private final RunStore store;
  private final ProgressListener progress;
  private final RunLog log;
  private final RunState state;
  private final Autopsy autopsy;
  private final LostExecutors lost;

  /**
   * @param log receives the log lines of functions
   * @param autopsy finds out of what executors died
   */
  public DriverRun(
      PlannedCall call, RunStore store, ProgressListener progress, RunLog log, Autopsy autopsy) {
    this.call = call;
    this.autopsy = autopsy;
    this.lost = new LostExecutors(autopsy);
    this.store = store;
    this.progress = progress;
    this.log = log;
    this.state =
        new RunState(
            call.nInputs(),
            store,
            call.debug() ? Publisher.onTheCallersThread() : Publisher.onItsOwnThread(),
            call.onFailure(),
            call.rangeSize().isEmpty() && !call.debug(),
            call.expectedTime(),
            call::inputsInShort,
            log);
  }

  /**
   * Computes what the store does not have yet. Returns when all results are computed and committed,
   * before the store is finished.
   *
   * @throws IOException if the function or a shared argument cannot be serialized
   * @throws InterruptedException if the thread was interrupted
   * @throws AcmeException if something other than the function failed; results that were committed
   *     before stay in the store
   */
  public void run(JavaSparkContext spark) throws IOException, InterruptedException {
    state.recover(store.recovered());
    progress.startsFrom(state.finished());
    var handler = new MessageCheck(call.nInputs(), state);
    var deaths = new ExecutorDeaths(state, autopsy);
    Broadcast<byte[][]> broadcast = null;
    Optional<RddInput> rdd = RddInput.of(call.args());
    LogTap starts = FailedStarts.watch(state::hasAsked);
    try (var server = SparkRpcChannel.serve(handler)) {
      RunSpec spec = call.spec(store.layout(), log.threshold(), server.address());
      if (call.debug() || spark.isLocal()) {
        ExecutorRun.mark(call.runId(), store.marks());
        store
            .single()
            .flatMap(SingleFile::places)
            .ifPresent(places -> ExecutorRun.place(call.runId(), places));
      }
      if (call.debug()) {
        new DirectCalls(spec, call.args(), state, this::directly, handler, rdd, progress).run();
      } else {
        broadcast = spark.broadcast(call.packed(spec));
        spark.sc().addSparkListener(deaths);
        spark.sc().addSparkListener(lost);
        call.keptWorkers().ifPresent(n -> state.keepCores(n * Cores.perExecutor(spark)));
        var sizing = new RangeSizing(call.rangeSize());
        new Dispatcher(spark, spec, call.args(), broadcast, state, sizing, rdd, progress, deaths)
            .run();
      }
      state.trouble().ifPresent(DriverRun::rethrow);
      merge(spark, spec);
    } catch (OutOfMemoryError e) { // of this thread: tasks in this JVM share its heap
      state.fail(DriversHeap.isFull(e));
      throw state.trouble().orElseThrow();
    } finally {
      starts.close();
      spark.sc().removeSparkListener(deaths);
      spark.sc().removeSparkListener(lost);
      ExecutorRun.forget(call.runId());
      rdd.ifPresent(RddInput::close);
      if (broadcast != null) {
        Removals.remove(broadcast);
      }
    }
  }

  /**
   * Returns the size of a range for direct calls. All computations form one range, so that there
   * are few files. If the first failure ends the run, each range has one computation.
   */
  private long directly(long remaining, long idle) {
    return call.rangeSize().orElse(call.onFailure() == OnFailure.STOP ? 1 : remaining);
  }

  private static void rethrow(AcmeException trouble) {
    throw trouble;
  }

  private void merge(JavaSparkContext spark, RunSpec spec) {
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

  /** Computations that have finally failed, by index. */
  public List<ComputationFailure> failures() {
    return state.failures();
  }

  /** Whether every computation has ended, with success or failure. */
  public boolean isComplete() {
    return state.allDone();
  }

  /** Number of ranges into which the computations were cut. */
  public long ranges() {
    return state.rangesMade();
  }

  /** Number of Spark tasks, without those for merging. */
  public long tasks() {
    return state.tasks();
  }

  /** Executors that died. */
  public List<LostExecutor> lost() {
    return lost.all();
  }
}
