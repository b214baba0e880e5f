package org.acmespark.engine.executor;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.acmespark.engine.channel.Answer;
import org.acmespark.engine.channel.ControlChannel;
import org.acmespark.engine.channel.Message;
import org.acmespark.engine.channel.Parcel;
import org.acmespark.engine.channel.RangeWork;
import org.acmespark.engine.channel.RunSpec;
import org.acmespark.engine.channel.StackTraces;
import org.acmespark.model.AcmeException;
import org.acmespark.model.Arg;
import org.acmespark.store.CallMarks;
import org.acmespark.store.payload.BlockWriter;
import org.acmespark.store.single.ExecutorPlaces;
import org.apache.spark.SparkContext$;
import org.apache.spark.SparkEnv;
import org.apache.spark.TaskContext;
import org.apache.spark.TaskKilledException;
import org.apache.spark.broadcast.Broadcast;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The state of one run in one executor JVM. It holds the function and the shared arguments, which
 * are deserialized once, and the reporter, which talks to the driver for all tasks of the run in
 * this JVM.
 */
public final class ExecutorRun {
  private static final Logger LOG = LoggerFactory.getLogger(ExecutorRun.class);
  private static final Map<String, ExecutorRun> RUNS = new ConcurrentHashMap<>();

  /** Call marks of the runs whose executor is the driver. */
  private static final Map<String, CallMarks> MARKS = new ConcurrentHashMap<>();

  /** Places of large arrays of the runs whose executor is the driver. */
  private static final Map<String, BlockWriter.Places> PLACES = new ConcurrentHashMap<>();

  private static final long REPORT_MILLIS = 100;
  private static final long IDLE_MILLIS = 30_000;

  private final RunSpec spec;
  private final ClassLoader loader;
  private final ControlChannel driver;
  private final String host;
  private final String executor;
  private final Set<RangeExecution> active = ConcurrentHashMap.newKeySet();
  private final FunctionLog log;
  private final Admission admission;
  private final CallMarks marks;
  private final SharedValues shared;
  private final Optional<ExecutorPlaces> places;
  private final Properties properties = System.getProperties();
  private volatile boolean forgotten;
  private volatile boolean checked;

  /**
   * Number of tasks that hold this run, whether they compute or wait for a range. It changes only
   * within atomic operations of RUNS.
   */
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
    this.admission = Admission.here(spec.memory(), spec.function().usesProcesses());
    this.marks = MARKS.getOrDefault(spec.runId(), CallMarks.none());
    this.places =
        PLACES.containsKey(spec.runId())
            ? Optional.empty()
            : TaskOutlet.places(driver, spec.layout().permit());
    if (!executor.equals(SparkContext$.MODULE$.DRIVER_IDENTIFIER())) {
      Departure.commitsBefore();
    }
    Thread reporter = new Thread(this::report, "acme-reporter");
    reporter.setDaemon(true);
    reporter.setContextClassLoader(loader);
    reporter.start();
    Thread preparation = new Thread(spec.layout()::prepare, "acme-preparation");
    preparation.setDaemon(true);
    preparation.start();
  }

  /**
   * Returns the run in this JVM. The first task in this JVM reads it from its broadcast. The task
   * calls {@link #leave} when it ends.
   */
  static ExecutorRun enter(String runId, Broadcast<byte[][]> spec) {
    Departure.waitIfNear();
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

  /** Releases the run for a task that entered it. */
  void leave() {
    RUNS.computeIfPresent(
        spec.runId(),
        (id, present) -> {
          present.tasks -= present == this ? 1 : 0;
          return present;
        });
  }

  /** Drops the run if no task in this JVM holds it, and returns whether it was dropped. */
  boolean retire() {
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

  /**
   * Deserializes a shared argument again as it was sent. The context class loader is the one of the
   * first time, so the classes are the same.
   */
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

  /** Creates the run for calls on the driver's own thread, outside any Spark task. */
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

  /** Requests marks for the calls of a run in this JVM, which is the driver. */
  public static void mark(String runId, CallMarks marks) {
    MARKS.put(runId, marks);
  }

  /** Lets tasks of a run in this JVM, which is the driver, take large arrays to their places. */
  public static void place(String runId, BlockWriter.Places places) {
    PLACES.put(runId, places);
  }

  /**
   * Returns the identifier of the current Spark task for a range. Task number 0 stands for the
   * driver's own thread.
   */
  public static Message.Task task(RangeWork range) {
    TaskContext task = TaskContext.get();
    return new Message.Task(range.number(), task == null ? 0 : task.taskAttemptId());
  }

  /**
   * Returns whether Spark has cancelled the task, or the user has cancelled the work on the
   * driver's thread.
   */
  static boolean isCancelled() {
    TaskContext task = TaskContext.get();
    return task == null ? Thread.currentThread().isInterrupted() : task.isInterrupted();
  }

  /**
   * Drops the run if driver and executor are one JVM. Other executors drop it after they have been
   * idle.
   */
  public static void forget(String runId) {
    MARKS.remove(runId);
    PLACES.remove(runId);
    ExecutorRun run = RUNS.remove(runId);
    if (run != null) {
      run.forgotten = true;
      run.admission.close();
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

  /** Where the writer of a task sends what does not fit into a commit. */
  BlockWriter.Outlet outlet() {
    return new TaskOutlet(driver, Optional.ofNullable(PLACES.get(spec.runId())).or(() -> places));
  }

  CallMarks marks() {
    return marks;
  }

  /** Restores the JVM's system properties if a function has replaced them. */
  void restoreProperties() {
    if (System.getProperties() != properties) {
      System.setProperties(properties);
    }
  }

  Admission admission() {
    return admission;
  }

  FunctionLog log() {
    return log;
  }

  /**
   * Sends the log lines of functions. They reach the driver before the message that the functions
   * have returned.
   */
  void sendLog() {
    log.sendAll(host, executor, driver::ask);
  }

  public <A extends Answer> A ask(Message<A> message) {
    return driver.ask(message);
  }

  /** As {@link #ask}, but what is returned waits for the answer. */
  <A extends Answer> Supplier<A> begin(Message<A> message) {
    return driver.begin(message);
  }

  /**
   * Runs one range for the calling task. Reports to the driver any trouble that the function did
   * not cause.
   *
   * @param work the computations of the range that are left
   * @param elements the elements of the input RDD for the range's computations
   */
  public void execute(RangeWork range, Answer.Work work, Iterator<?> elements) {
    Message.Task task = task(range);
    try {
      check();
      var execution = new RangeExecution(this, task, range, elements);
      active.add(execution);
      try {
        execution.run(work);
      } finally {
        active.remove(execution);
      }
      Departure.waitIfNear();
    } catch (AcmeException e) {
      if (isCancelled()) {
        throw new TaskKilledException(); // the interrupt has caused the failure, not the run
      }
      boolean others = !DriversHeap.isHere();
      ask(new Message.Trouble(task, host, others, e.getMessage(), StackTraces.of(e)));
    } catch (OutOfMemoryError e) { // thrown while results are written or sent, not by the function
      if (!DriversHeap.isHere()) {
        throw e; // Spark replaces the executor
      }
      String full = DriversHeap.isFull(e).getMessage();
      ask(new Message.Trouble(task, host, false, full, StackTraces.of(e)));
    }
  }

  /** Checks that the function can be called here, before it is called for the first time. */
  private void check() {
    if (checked) {
      return;
    }
    try {
      spec.function().check();
    } catch (InterruptedException e) {
      throw new TaskKilledException();
    }
    checked = true;
  }

  private void report() {
    long idleSince = millis();
    while (!forgotten) {
      try {
        Thread.sleep(REPORT_MILLIS);
        leaveIfAbandoned(millis() - idleSince);
        if (!active.isEmpty()) {
          idleSince = millis();
          report(2);
        } else if (millis() - idleSince > IDLE_MILLIS && retire()) {
          log.close();
          admission.close();
          places.ifPresent(ExecutorPlaces::close);
          return;
        }
      } catch (InterruptedException e) {
        return;
      } catch (RuntimeException | Error e) { // there is no progress without reports
        LOG.debug("progress could not be reported; the next report will be", e);
      }
    }
  }

  /** The time by a clock that nobody sets. */
  private static long millis() {
    return System.nanoTime() / 1_000_000;
  }

  private void leaveIfAbandoned(long idleMillis) {
    if (!executor.equals(SparkContext$.MODULE$.DRIVER_IDENTIFIER())) {
      Departure.ifAbandoned(tasksHere(), idleMillis);
    }
  }

  /** Returns how many tasks of all runs compute in this JVM now. */
  static int tasksHere() {
    return RUNS.values().stream().mapToInt(run -> run.active.size()).sum();
  }

  /** Commits what is finished, in all runs, because this JVM is about to end. */
  static void commitAll() {
    RUNS.values().forEach(run -> run.active.forEach(RangeExecution::commitNow));
  }

  /** Reports a second time if ranges become shorter, so that the rest can be handed out at once. */
  private void report(int times) {
    log.sendSome(host, executor, driver::ask);
    List<Message.State> states = new ArrayList<>();
    long heap = Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
    for (RangeExecution execution : active) {
      execution.commitIfDue();
      execution.lookAtProcesses();
      states.add(execution.state(heap));
    }
    Answer.Shrinks answer = driver.ask(new Message.Progress(states));
    if (answer.commit()) {
      active.forEach(RangeExecution::commitNow);
    }
    List<Answer.Shrink> shrinks = answer.shrinks();
    if (!shrinks.isEmpty()) {
      shrink(shrinks);
      if (times > 1) {
        report(times - 1);
      }
    }
  }

  private void shrink(List<Answer.Shrink> shrinks) {
    for (RangeExecution execution : active) {
      var task = execution.task();
      for (Answer.Shrink shrink : shrinks) {
        if (shrink.task().equals(task)) {
          execution.shrink(shrink.end());
        }
      }
    }
  }
}
