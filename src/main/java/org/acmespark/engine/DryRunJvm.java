package org.acmespark.engine;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.OutputStream;
import java.net.URL;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.acmespark.engine.channel.Parcel;
import org.acmespark.engine.executor.Arguments;
import org.acmespark.engine.executor.CallContext;
import org.acmespark.engine.executor.FailedCall;
import org.acmespark.engine.executor.FunctionLog;
import org.acmespark.engine.executor.SharedValues;
import org.acmespark.engine.executor.TimedCalls;
import org.acmespark.function.UserFirstLoader;
import org.acmespark.model.Arg;
import org.acmespark.model.ComputationFailure;
import org.acmespark.store.Footprint;

/**
 * The main class of the JVM that a {@link DryRunCall} starts. It reads the sample, calls the
 * function, and reports time and memory.
 */
final class DryRunJvm {
  /**
   * Name of the property that lists the jars whose classes take precedence, as URLs separated by
   * blanks.
   */
  static final String USER_JARS = "acme.userJars";

  private DryRunJvm() {}

  public static void main(String[] args) throws IOException, ClassNotFoundException {
    OutputStream answer = System.out;
    System.setOut(System.err); // the function's prints must not mix with the answer
    ProcessHandle.current()
        .parent()
        .ifPresent(driver -> driver.onExit().thenRun(() -> Runtime.getRuntime().halt(1)));
    PeakMemory memory = PeakMemory.beyondNow();
    takeUserJarsFirst();
    DryRunCall.Sample sample = read();
    memory.restart();
    DryRunCall.Report report = call(sample, memory);
    try (var out = new ObjectOutputStream(answer)) {
      out.writeObject(report);
    }
    Runtime.getRuntime().halt(0); // even if threads of the function are still running
  }

  private static void takeUserJarsFirst() throws IOException {
    List<URL> jars = new ArrayList<>();
    for (String jar : System.getProperty(USER_JARS, "").split(" ")) {
      if (!jar.isEmpty()) {
        jars.add(new URL(jar));
      }
    }
    if (!jars.isEmpty()) {
      Thread thread = Thread.currentThread();
      thread.setContextClassLoader(UserFirstLoader.of(jars, thread.getContextClassLoader()));
    }
  }

  private static DryRunCall.Sample read() throws IOException, ClassNotFoundException {
    try (var in = new ObjectInputStream(new BufferedInputStream(System.in, 1 << 16))) {
      return (DryRunCall.Sample) Parcel.open((byte[][]) in.readObject()).content();
    }
  }

  private static Object result(DryRunCall.Sample sample, Object[] values) throws Throwable {
    if (sample.timeout().isZero()) {
      return sample.function().call(values);
    }
    try (var timed = new TimedCalls(sample.timeout())) {
      return timed.call(() -> sample.function().call(values));
    }
  }

  private static DryRunCall.Report call(DryRunCall.Sample sample, PeakMemory memory) {
    long started = System.nanoTime();
    List<ComputationFailure> failures = List.of();
    Footprint footprint = Footprint.nothing();
    long ofChildren;
    try (var log = new FunctionLog("dry run", System.Logger.Level.OFF);
        var children = ChildMemory.watching()) {
      var context = new CallContext(sample.nInputs(), sample.seed(), log);
      context.moveTo(sample.index(), 1);
      // There is only one call, so no other call shares its values.
      var shared = new SharedValues(sample.args(), sample.shared(), k -> value(sample, k), false);
      try (var arguments =
          new Arguments(sample.function(), sample.args(), sample.values(), shared, () -> context)) {
        arguments.suspect();
        arguments.beginPass();
        Throwable thrown = null;
        try {
          Object result = result(sample, arguments.of(sample.index(), sample.element()));
          footprint = Footprint.of(result, sample.kept());
        } catch (Throwable e) { // every failure of the user's function is data
          thrown = e;
        }
        ofChildren = children.bytes();
        Throwable outcome = arguments.afterCall(thrown);
        if (outcome != null) {
          failures = List.of(failure(sample, arguments, outcome));
        }
      }
    }
    Duration time = Duration.ofNanos(System.nanoTime() - started);
    return new DryRunCall.Report(failures, time, memory.bytes() + ofChildren, footprint);
  }

  private static Object value(DryRunCall.Sample sample, int k) {
    return ((Arg.All<?>) sample.args().get(k)).value();
  }

  private static ComputationFailure failure(
      DryRunCall.Sample sample, Arguments arguments, Throwable thrown) {
    String inputs = arguments.inShort(sample.index(), sample.element());
    return FailedCall.describe(inputs, sample.index(), 1, thrown, "localhost");
  }
}
