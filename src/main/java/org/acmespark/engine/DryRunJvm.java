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
import java.util.concurrent.atomic.AtomicLong;
import org.acmespark.engine.channel.Parcel;
import org.acmespark.engine.executor.SampleCall;
import org.acmespark.function.UserFirstLoader;

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
    SampleCall sample = read();
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

  private static SampleCall read() throws IOException, ClassNotFoundException {
    try (var in = new ObjectInputStream(new BufferedInputStream(System.in, 1 << 16))) {
      return (SampleCall) Parcel.open((byte[][]) in.readObject()).content();
    }
  }

  private static DryRunCall.Report call(SampleCall sample, PeakMemory memory) {
    long started = System.nanoTime();
    SampleCall.Outcome outcome;
    var ofChildren = new AtomicLong();
    try (var children = ChildMemory.watching()) {
      outcome = sample.call(() -> ofChildren.set(children.bytes()));
    }
    return new DryRunCall.Report(
        outcome.failures(),
        Duration.ofNanos(System.nanoTime() - started),
        memory.bytes() + ofChildren.get(),
        outcome.footprint());
  }
}
