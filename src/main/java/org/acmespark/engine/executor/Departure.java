package org.acmespark.engine.executor;

import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.spark.TaskKilledException;
import org.apache.spark.util.ShutdownHookManager$;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import scala.runtime.BoxedUnit;

/** The end of this executor's JVM, before its runs have ended. */
final class Departure {
  private static final Logger LOG = LoggerFactory.getLogger(Departure.class);

  private static final long PAUSE_MILLIS = 30_000;

  /** How long an idle executor is kept while abandoned calls occupy its cores. */
  private static final long IDLE_WITH_ABANDONED_MILLIS = 1000;

  /**
   * Priority of the hook that commits. Spark closes its connections with 100; hooks of {@link
   * Runtime} would run at the same time.
   */
  private static final int BEFORE_SPARK_ENDS = 1000;

  private static final AtomicBoolean HOOKED = new AtomicBoolean();

  /** Whether abandoned calls end this JVM. */
  private static volatile boolean near;

  /** Whether a signal ends this JVM. */
  private static volatile boolean signalled;

  private Departure() {}

  /**
   * Returns whether this JVM is about to exit and must begin no further computation. Spark replaces
   * it.
   */
  static boolean isNear() {
    return near || signalled;
  }

  /**
   * Blocks while the JVM is about to exit, so that no task ends before the JVM does. Spark runs the
   * task again on another executor.
   */
  static void waitIfNear() {
    while (isNear()) {
      try {
        Thread.sleep(PAUSE_MILLIS);
      } catch (InterruptedException e) {
        throw new TaskKilledException();
      }
    }
  }

  /**
   * Commits what is finished when a signal ends this JVM, as SLURM sends it before it takes a node
   * away. No further computation begins after the signal.
   */
  static void commitsBefore() {
    if (HOOKED.compareAndSet(false, true)) {
      try {
        ShutdownHookManager$.MODULE$.addShutdownHook(BEFORE_SPARK_ENDS, Departure::commitLast);
      } catch (IllegalStateException e) {
        signalled = true;
      }
    }
  }

  private static BoxedUnit commitLast() {
    signalled = true;
    ExecutorRun.commitAll();
    return BoxedUnit.UNIT;
  }

  /**
   * Ends this JVM when abandoned calls occupy its cores, since such calls may run for ever. Once
   * there are as many abandoned calls as tasks, the tasks commit their results and the JVM exits.
   * The driver's own JVM never exits for this reason.
   *
   * @param tasks number of tasks that compute here
   * @param idleMillis how long no task has computed
   */
  static void ifAbandoned(int tasks, long idleMillis) {
    int abandoned = Abandoned.alive();
    boolean wanted = tasks > 0 ? abandoned >= tasks : idleMillis > IDLE_WITH_ABANDONED_MILLIS;
    if (abandoned > 0 && wanted) {
      near = true;
    }
    if (near && tasks == 0) {
      LOG.warn("{} calls that were abandoned go on; this executor ends to be replaced", abandoned);
      Runtime.getRuntime().halt(0);
    }
  }
}
