package org.acmespark.engine.executor;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.acmespark.engine.channel.ControlChannel;
import org.acmespark.engine.channel.Message;
import org.acmespark.engine.channel.Parcel;
import org.acmespark.engine.channel.RangeWork;
import org.acmespark.engine.channel.RunSpec;
import org.acmespark.engine.channel.StackTraces;
import org.acmespark.model.AcmeException;
import org.acmespark.model.Arg;
import org.acmespark.store.CallMarks;
import org.apache.spark.SparkContext$;
import org.apache.spark.SparkEnv;
import org.apache.spark.TaskContext;
import org.apache.spark.TaskKilledException;
import org.apache.spark.broadcast.Broadcast;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What one executor JVM holds of one run: the function and the shared arguments, deserialized once,
 * and the reporter that speaks to the driver for all tasks of the run here.
 */
public final class ExecutorRun {
  private static final Logger LOG = LoggerFactory.getLogger(ExecutorRun.class);
  private static final Map<String, ExecutorRun> RUNS = new ConcurrentHashMap<>();

  /** Of runs whose executor is the driver. */
  private static final Map<String, CallMarks> MARKS = new ConcurrentHashMap<>();

  private static final long REPORT_MILLIS = 100;
  private static final long IDLE_MILLIS = 30_000;

  /** So long is an executor without a range kept whose cores abandoned calls keep busy. */
  private static final long IDLE_WITH_ABANDONED_MILLIS = 1000;

  private static volatile boolean leaving;

  private final RunSpec spec;
  private final ClassLoader loader;
  private final ControlChannel driver;
  private final String host;
  private final String executor;
  private final Set<RangeExecution> active = ConcurrentHashMap.newKeySet();
  private final FunctionLog log;
  private final CallMarks marks;
  private final SharedValues shared;
  private final Properties properties = System.getProperties();
  private volatile boolean forgotten;

  /** Tasks that hold this run, whether they compute or wait for a range; changes within RUNS. */
  private int tasks;

  private ExecutorRun(
      RunSpec spec, SharedValues shared, ClassLoader loader, ControlChannel driver) {
    this.spec = spec;
    this.shared = shared;
    this.loader = loader;
    this.driver = driver;
    this.host = SparkEnv.get().blockManager().blockManagerId().host();
    this.executor = SparkEnv.get().executorId();
    this.log = new FunctionLog(spec.runId(), spec.logged());
    this.marks = MARKS.getOrDefault(spec.runId(), CallMarks.none());
    Thread reporter = new Thread(this::report, "acme-reporter");
    reporter.setDaemon(true);
    reporter.setContextClassLoader(loader);
    reporter.start();
  }

  /**
   * The run in this JVM; the first task here reads it from its broadcast. The task calls {@link
   * #leave} when it ends.
   */
  static ExecutorRun enter(String runId, Broadcast<byte[][]> spec) {
    waitIfLeaving();
    ExecutorRun run =
        RUNS.compute(
            runId,
            (id, present) -> {
              ExecutorRun entered = present == null ? open(spec) : present;
              entered.tasks++;
              return entered;
            });
    Thread.currentThread().setContextClassLoader(run.loader); // until Spark's next task here
    return run;
  }

  /** The task that entered the run needs it no longer. */
  void leave() {
    RUNS.computeIfPresent(
        spec.runId(),
        (id, present) -> {
          present.tasks -= present == this ? 1 : 0;
          return present;
        });
  }

  /** Whether the run was dropped, because no task here holds it. */
  private boolean retire() {
    return RUNS.computeIfPresent(
            spec.runId(), (id, present) -> present == this && tasks == 0 ? null : present)
        != this;
  }

  private static ExecutorRun open(Broadcast<byte[][]> packed) {
    ClassLoader sparks = Thread.currentThread().getContextClassLoader();
    Parcel.Opened parcel = Parcel.open(packed.value());
    var spec = (RunSpec) parcel.content();
    var shared =
        new SharedValues(spec.args(), spec.shared(), k -> openedAgain(packed, sparks, k), false);
    return new ExecutorRun(spec, shared, parcel.loader(), spec.driver().connect());
  }

  /** A shared argument as it was sent, of the same classes: so with the same context as before. */
  private static Object openedAgain(Broadcast<byte[][]> packed, ClassLoader sparks, int k) {
    Thread thread = Thread.currentThread();
    ClassLoader before = thread.getContextClassLoader();
    thread.setContextClassLoader(sparks);
    try {
      var spec = (RunSpec) Parcel.open(packed.value()).content();
      return ((Arg.All<?>) spec.args().get(k)).value();
    } finally {
      thread.setContextClassLoader(before);
    }
  }

  /** The run on the driver's own thread, outside of any Spark task. */
  public static ExecutorRun here(RunSpec spec, ControlChannel driver) {
    var shared =
        new SharedValues(
            spec.args(),
            spec.shared(),
            k -> Copying.copy(((Arg.All<?>) spec.args().get(k)).value()),
            true);
    var run = new ExecutorRun(spec, shared, Thread.currentThread().getContextClassLoader(), driver);
    RUNS.put(spec.runId(), run);
    return run;
  }

  /** Calls of a run that are made in this JVM, the driver's, are to be marked. */
  public static void mark(String runId, CallMarks marks) {
    MARKS.put(runId, marks);
  }

  /** The present Spark task at a range; 0 stands for the driver's own thread. */
  public static Message.Task task(RangeWork range) {
    TaskContext task = TaskContext.get();
    return new Message.Task(range.number(), task == null ? 0 : task.taskAttemptId());
  }

  /** Whether Spark wants the task to end, or the user what is done on the driver's thread. */
  static boolean isCancelled() {
    TaskContext task = TaskContext.get();
    return task == null ? Thread.currentThread().isInterrupted() : task.isInterrupted();
  }

  /** Drops the run where driver and executor are one JVM; elsewhere it goes when it is idle. */
  public static void forget(String runId) {
    MARKS.remove(runId);
    ExecutorRun run = RUNS.remove(runId);
    if (run != null) {
      run.forgotten = true;
      run.log.close();
    }
  }

  RunSpec spec() {
    return spec;
  }

  SharedValues shared() {
    return shared;
  }

  public String host() {
    return host;
  }

  String executor() {
    return executor;
  }

  /** Whether no computation is to be begun in this JVM, which will exit to be replaced. */
  boolean isLeaving() {
    return leaving;
  }

  /** What has begun since may not end before the JVM does; Spark runs it again elsewhere. */
  private static void waitIfLeaving() {
    while (leaving) {
      try {
        Thread.sleep(IDLE_MILLIS);
      } catch (InterruptedException e) {
        throw new TaskKilledException();
      }
    }
  }

  CallMarks marks() {
    return marks;
  }

  /** Puts back the JVM's properties if a function has put others into their place. */
  void restoreProperties() {
    if (System.getProperties() != properties) {
      System.setProperties(properties);
    }
  }

  FunctionLog log() {
    return log;
  }

  /** Sends what functions have logged, before the driver hears that they have returned. */
  void sendLog() {
    log.sendAll(host, executor, driver::ask);
  }

  public Serializable ask(Message message) {
    return driver.ask(message);
  }

  /**
   * Runs one range for the calling task, which tells the driver of trouble that is not the
   * function's.
   *
   * @param work what of the range is left to do
   * @param elements what an input RDD holds for the range's computations
   */
  public void execute(RangeWork range, Message.Work work, Iterator<?> elements) {
    Message.Task task = task(range);
    try {
      var execution = new RangeExecution(this, task, range, elements);
      active.add(execution);
      try {
        execution.run(work);
      } finally {
        active.remove(execution);
      }
      waitIfLeaving();
    } catch (AcmeException e) {
      if (isCancelled()) {
        throw new TaskKilledException(); // what the interrupt broke is no trouble of the run
      }
      ask(new Message.Trouble(task, host, e.getMessage(), StackTraces.of(e)));
    } catch (OutOfMemoryError e) { // where results are written or sent, not in the function
      if (!DriversHeap.isHere()) {
        throw e; // the executor is replaced
      }
      ask(new Message.Trouble(task, host, DriversHeap.isFull(e).getMessage(), StackTraces.of(e)));
    }
  }

  private void report() {
    long idleSince = System.currentTimeMillis();
    while (!forgotten) {
      try {
        Thread.sleep(REPORT_MILLIS);
        leaveIfAbandoned(System.currentTimeMillis() - idleSince);
        if (!active.isEmpty()) {
          idleSince = System.currentTimeMillis();
          reportOnce();
        } else if (System.currentTimeMillis() - idleSince > IDLE_MILLIS && retire()) {
          log.close();
          return;
        }
      } catch (InterruptedException e) {
        return;
      } catch (RuntimeException | Error e) { // without reports no progress, commits or stealing
        LOG.debug("progress could not be reported; the next report will be", e);
      }
    }
  }

  /**
   * Calls that go on after they were abandoned keep cores busy for ever. Once there are as many as
   * tasks, the tasks commit what they have, and the JVM exits; where it is the driver's, too, that
   * cannot be.
   */
  private void leaveIfAbandoned(long idleMillis) {
    if (executor.equals(SparkContext$.MODULE$.DRIVER_IDENTIFIER())) {
      return;
    }
    int abandoned = Abandoned.alive();
    int tasks = tasksHere();
    boolean wanted = tasks > 0 ? abandoned >= tasks : idleMillis > IDLE_WITH_ABANDONED_MILLIS;
    if (abandoned > 0 && wanted) {
      leaving = true;
    }
    if (leaving && tasks == 0) {
      LOG.warn("{} calls that were abandoned go on; this executor ends to be replaced", abandoned);
      Runtime.getRuntime().halt(0);
    }
  }

  /** How many tasks of all runs are at work in this JVM. */
  static int tasksHere() {
    return RUNS.values().stream().mapToInt(run -> run.active.size()).sum();
  }

  private void reportOnce() {
    log.sendSome(host, executor, driver::ask);
    List<Message.State> states = new ArrayList<>();
    long heap = Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
    for (RangeExecution execution : active) {
      execution.commitIfDue();
      states.add(execution.state(heap));
    }
    @SuppressWarnings("unchecked")
    List<Message.Shrink> shrinks =
        (List<Message.Shrink>) (Object) driver.ask(new Message.Progress(states));
    if (!shrinks.isEmpty()) {
      shrink(shrinks);
      reportOnce(); // so that what was cut off is handed out now, not in the next round
    }
  }

  private void shrink(List<Message.Shrink> shrinks) {
    for (RangeExecution execution : active) {
      var task = execution.task();
      for (Message.Shrink shrink : shrinks) {
        if (shrink.task().equals(task)) {
          execution.shrink(shrink.end());
        }
      }
    }
  }
}
