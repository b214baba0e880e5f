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

/** The other JVM of a {@link Trial}: reads the sample, makes the call, tells what it took. */
final class TrialJvm {
  /** The property that names jars whose classes come first, as URLs with blanks between. */
  static final String USER_JARS = "acme.userJars";

  private TrialJvm() {}

  public static void main(String[] args) throws IOException, ClassNotFoundException {
    OutputStream answer = System.out;
    System.setOut(System.err); // what the function prints is no answer
    ProcessHandle.current()
        .parent()
        .ifPresent(driver -> driver.onExit().thenRun(() -> Runtime.getRuntime().halt(1)));
    PeakMemory memory = PeakMemory.beyondNow();
    takeUserJarsFirst();
    Trial.Sample sample = read();
    memory.restart();
    Trial.Report report = call(sample, memory);
    try (var out = new ObjectOutputStream(answer)) {
      out.writeObject(report);
    }
    Runtime.getRuntime().halt(0); // whatever threads the function has left
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

  private static Trial.Sample read() throws IOException, ClassNotFoundException {
    try (var in = new ObjectInputStream(new BufferedInputStream(System.in, 1 << 16))) {
      return (Trial.Sample) Parcel.open((byte[][]) in.readObject()).content();
    }
  }

  private static Object result(Trial.Sample sample, Object[] values) throws Throwable {
    if (sample.timeout().isZero()) {
      return sample.function().call(values);
    }
    try (var timed = new TimedCalls(sample.timeout())) {
      return timed.call(() -> sample.function().call(values));
    }
  }

  private static Trial.Report call(Trial.Sample sample, PeakMemory memory) {
    long started = System.nanoTime();
    List<ComputationFailure> failures = List.of();
    Footprint footprint = Footprint.nothing();
    long ofChildren;
    try (var log = new FunctionLog("dry run", System.Logger.Level.OFF);
        var children = ChildMemory.watching()) {
      var context = new CallContext(sample.nInputs(), sample.seed(), log);
      context.moveTo(sample.index(), 1);
      // There is one call, so what it might share with others is its own.
      var shared = new SharedValues(sample.args(), sample.shared(), k -> value(sample, k), false);
      try (var arguments =
          new Arguments(sample.function(), sample.args(), sample.values(), shared, () -> context)) {
        arguments.suspect();
        arguments.beginPass();
        Throwable thrown = null;
        try {
          Object result = result(sample, arguments.of(sample.index(), sample.element()));
          footprint = Footprint.of(result, sample.kept());
        } catch (Throwable e) { // whatever the user's function does is data
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
    return new Trial.Report(failures, time, memory.bytes() + ofChildren, footprint);
  }

  private static Object value(Trial.Sample sample, int k) {
    return ((Arg.All<?>) sample.args().get(k)).value();
  }

  private static ComputationFailure failure(
      Trial.Sample sample, Arguments arguments, Throwable thrown) {
    String inputs = arguments.inShort(sample.index(), sample.element());
    return FailedCall.describe(inputs, sample.index(), 1, thrown, "localhost");
  }
}
