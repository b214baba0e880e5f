package org.acmespark.engine;

import java.io.BufferedOutputStream;
import java.io.File;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.Serializable;
import java.lang.ProcessBuilder.Redirect;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.acmespark.engine.channel.Parcel;
import org.acmespark.engine.channel.RangeInputs;
import org.acmespark.engine.driver.RddInput;
import org.acmespark.engine.executor.SampleCall;
import org.acmespark.function.Closure;
import org.acmespark.function.UserFirstLoader;
import org.acmespark.model.AcmeException;
import org.acmespark.model.Arg;
import org.acmespark.model.ComputationFailure;
import org.acmespark.model.InterruptedRunException;
import org.acmespark.store.Footprint;

/**
 * Runs one computation of a run in a separate JVM with the heap of an executor, to measure its time
 * and memory. The function and its arguments are sent as to an executor, through the process's
 * standard input. No files are written.
 */
public final class DryRunCall {
  /**
   * Options for a collector that keeps little garbage, so that the measured memory is the memory
   * needed.
   */
  private static final List<String> COLLECTOR =
      List.of(
          "-XX:+UseSerialGC",
          "-Xmn24m",
          "-XX:MinHeapFreeRatio=10",
          "-XX:MaxHeapFreeRatio=15",
          "-XX:-ShrinkHeapInSteps");

  private static final int BY_SIGINT = 130;
  private static final int BY_SIGTERM = 143;

  private static final String LOGGING = "log4j2.configurationFile";

  private DryRunCall() {}

  /**
   * The time and memory of a computation.
   *
   * @param failures the computation's failure; empty if it succeeded
   * @param time duration of the call and of reading its slices, in a JVM that has just started
   * @param peakBytes the most memory at a time, without the memory of the JVM itself; it includes
   *     inputs, shared values and processes that the function has started
   * @param footprint size and form of the result
   */
  public record Report(
      List<ComputationFailure> failures, Duration time, long peakBytes, Footprint footprint)
      implements Serializable {
    /** Returns the size of the result in bytes, before compression. */
    public long resultBytes() {
      return footprint.bytes();
    }

    /** Returns the type and shape of each return value, for example {@code float64 (3, 4)}. */
    public List<String> results() {
      return footprint.values();
    }
  }

  /**
   * Runs a computation on the driver's machine.
   *
   * @param heapBytes maximum heap of the JVM in bytes
   * @throws IllegalArgumentException if the function or its arguments are not serializable
   * @throws AcmeException if the JVM cannot be started
   * @throws InterruptedRunException if the thread is interrupted
   */
  public static Report of(Execution run, long index, Footprint.Kind kept, long heapBytes) {
    byte[][] parcel = pack(run, index, kept);
    Process process = start(run.userJars(), heapBytes);
    try {
      try (var out =
          new ObjectOutputStream(new BufferedOutputStream(process.getOutputStream(), 1 << 16))) {
        out.writeObject(parcel);
      }
      var answer = new Answer(process);
      answer.start();
      answer.join();
      return answer.report.orElseGet(() -> died(process, run, index));
    } catch (IOException e) {
      return died(process, run, index);
    } catch (InterruptedException e) {
      throw new InterruptedRunException("interrupted", Optional.empty(), e);
    } finally {
      process.destroyForcibly();
    }
  }

  /** Reads the report on a separate thread, because reading cannot be interrupted. */
  private static final class Answer extends Thread {
    private final Process process;
    private volatile Optional<Report> report = Optional.empty();

    Answer(Process process) {
      super("acme-dry-run");
      setDaemon(true);
      this.process = process;
    }

    @Override
    public void run() {
      try (var in = new ObjectInputStream(process.getInputStream())) {
        report = Optional.of((Report) in.readObject());
      } catch (IOException | ClassNotFoundException e) {
        // The process has died; its exit status says so.
      }
    }
  }

  private static Report died(Process process, Execution run, long index) {
    int status;
    try {
      status = process.waitFor();
    } catch (InterruptedException e) {
      throw new InterruptedRunException("interrupted", Optional.empty(), e);
    }
    if (status == BY_SIGINT || status == BY_SIGTERM) { // a terminal sends Ctrl-C to both processes
      throw new InterruptedRunException(
          "interrupted; a dry run leaves nothing", Optional.empty(), null);
    }
    var failure =
        new ComputationFailure(
            index,
            1,
            run.inputsInShort(index),
            "ExecutorLost",
            "the JVM of the dry run ended with exit status " + status,
            "",
            "localhost");
    return new Report(List.of(failure), Duration.ZERO, 0, Footprint.nothing());
  }

  private static byte[][] pack(Execution run, long index, Footprint.Kind kept) {
    var sample =
        new SampleCall(
            run.function(),
            run.stripped(),
            RangeInputs.Values.of(run.args(), index, index + 1),
            element(run.args(), index),
            index,
            run.nInputs(),
            run.seed(),
            run.timeout().orElse(Duration.ZERO),
            run.shared(),
            kept);
    try {
      return Parcel.pack(Closure.of(run.function(), run.args()), run.runId(), List.of(), sample);
    } catch (IOException e) {
      throw new IllegalArgumentException(
          "the function or an argument cannot be sent to another JVM: " + e, e);
    }
  }

  /** Returns the element of an RDD that is an argument, or an empty text if there is none. */
  private static Object element(List<Arg<?>> args, long index) {
    Optional<RddInput> rdd = RddInput.of(args);
    if (rdd.isEmpty()) {
      return "";
    }
    try (RddInput input = rdd.get()) {
      Iterator<?> elements = input.partition(index).toLocalIterator();
      for (long k = input.skip(index); k > 0; k--) {
        elements.next();
      }
      return elements.next();
    }
  }

  private static Process start(List<String> userJars, long heapBytes) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(ModuleOptions.ofThisJava());
    command.addAll(COLLECTOR);
    command.add("-Xmx" + heapBytes);
    Optional.ofNullable(System.getProperty(LOGGING))
        .ifPresent(file -> command.add("-D" + LOGGING + "=" + file));
    List<URL> first =
        UserFirstLoader.jars(Thread.currentThread().getContextClassLoader(), userJars);
    if (!first.isEmpty()) {
      command.add(
          first.stream()
              .map(URL::toString)
              .collect(Collectors.joining(" ", "-D" + DryRunJvm.USER_JARS + "=", "")));
    }
    command.add("-cp");
    command.add(String.join(File.pathSeparator, classPath()));
    command.add(DryRunJvm.class.getName());
    try {
      return new ProcessBuilder(command).redirectError(Redirect.INHERIT).start();
    } catch (IOException e) {
      throw new AcmeException("no JVM can be started for the dry run: " + e.getMessage(), e);
    }
  }

  /** Returns the class path of this JVM, with the jars that Spark or a notebook has added. */
  private static Set<String> classPath() {
    Set<String> path = new LinkedHashSet<>();
    path.addAll(List.of(System.getProperty("java.class.path").split(File.pathSeparator)));
    ClassLoader loader = Thread.currentThread().getContextClassLoader();
    for (; loader != null; loader = loader.getParent()) {
      if (loader instanceof URLClassLoader urls) {
        for (URL url : urls.getURLs()) {
          if (url.getProtocol().equals("file")) {
            path.add(new File(url.getPath()).getPath());
          }
        }
      }
    }
    return path;
  }
}
