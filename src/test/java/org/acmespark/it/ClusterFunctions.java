package org.acmespark.it;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.zip.CRC32;
import org.acmespark.SlowCalls;
import org.acmespark.model.Computation;

/** What executors of other JVMs call: nothing of JUnit here. */
final class ClusterFunctions {
  private ClusterFunctions() {}

  /** An exception that only users know. */
  static final class OutOfPaperException extends Exception {
    private static final long serialVersionUID = 1;

    OutOfPaperException(int tray) {
      super("tray " + tray + " is empty");
    }
  }

  static double f(double x, double y, double z) {
    return (x + y) * z;
  }

  static long checksum(byte[] bytes) {
    var crc = new CRC32();
    crc.update(bytes);
    return crc.getValue();
  }

  static long checksumPlus(int x, byte[] shared) {
    return checksum(shared) + x;
  }

  static int talk(int x, Computation c) {
    c.logger().log(System.Logger.Level.INFO, "x is " + x);
    // The tests' own configuration of Log4j lets only errors pass.
    org.slf4j.LoggerFactory.getLogger("com.example.Talker").error("through SLF4J {}", x);
    return x;
  }

  static int chatter(int x, int lines, Computation c) {
    for (int i = 0; i < lines; i++) {
      c.logger().log(System.Logger.Level.INFO, "line " + i);
    }
    c.logger().log(System.Logger.Level.WARNING, "look out");
    return x;
  }

  static double sum(double[] values) {
    double sum = 0;
    for (double value : values) {
      sum += value;
    }
    return sum;
  }

  static double draw(int x, Computation c) {
    return x + c.random().nextDouble();
  }

  static int print(int tray) throws OutOfPaperException {
    if (tray == 3) {
      throw new OutOfPaperException(tray);
    }
    return 10 * tray;
  }

  static int dieAt(int x, int deadly) {
    if (x == deadly) {
      Runtime.getRuntime().halt(7);
    }
    return 3 * x;
  }

  /** Ends its JVM unless {@code marker} says that this has happened. */
  static int dieOnceAt(int x, int deadly, String marker) throws IOException {
    if (x == deadly) {
      try {
        Files.createFile(Path.of(marker));
        Runtime.getRuntime().halt(7);
      } catch (FileAlreadyExistsException onceIsEnough) {
        return 3 * x;
      }
    }
    return 3 * x;
  }

  /** Waits until there is a file, and leaves another beside it. */
  static int thriceWhenAllowed(int x, String go) throws IOException, InterruptedException {
    Files.write(Path.of(go + ".called"), new byte[0]);
    for (int waited = 0; !Files.exists(Path.of(go)); waited++) {
      if (waited > 6000) {
        throw new IllegalStateException("nobody says go");
      }
      SlowCalls.take(20);
    }
    return 3 * x;
  }

  static int exitAt(int x, int deadly) {
    if (x == deadly) {
      System.exit(3);
    }
    return 3 * x;
  }

  /** As a fault in native code does. */
  static int crashAt(int x, int deadly) throws ReflectiveOperationException {
    if (x == deadly) {
      Class<?> unsafe = Class.forName("sun.misc.Unsafe");
      var field = unsafe.getDeclaredField("theUnsafe");
      field.setAccessible(true);
      unsafe.getMethod("putAddress", long.class, long.class).invoke(field.get(null), 0L, 1L);
    }
    return 3 * x;
  }

  /** Each call needs some memory, and one all there is. */
  static int hoardAt(int x, int greedy) throws InterruptedException {
    List<byte[]> held = new ArrayList<>();
    do {
      held.add(new byte[1 << 20]);
    } while (x == greedy || held.size() < 20);
    SlowCalls.take(5);
    return 3 * x + held.size() - 20;
  }

  static int sleepAt(int x, int sleeper) throws InterruptedException {
    if (x == sleeper) {
      SlowCalls.takeForEver();
    }
    return 3 * x;
  }

  /** A thread is nothing that any format keeps. */
  static Object threadAt(int x, int odd) {
    return x == odd ? Thread.currentThread() : Integer.valueOf(3 * x);
  }

  static int throwAtTenths(int x) {
    if (x % 10 == 3) {
      throw new IllegalStateException("input " + x + " is one of the bad ones");
    }
    return 3 * x;
  }

  static double drawSlowly(int x, Computation c) throws InterruptedException {
    SlowCalls.take(10);
    return draw(x, c);
  }

  /** Never ends, and does not listen. */
  static int loopAt(int x, int endless) {
    while (x == endless) {
      Thread.onSpinWait();
    }
    return 3 * x;
  }

  static double[] ramp(int x, int length) {
    double[] values = new double[length];
    java.util.Arrays.setAll(values, k -> x + k / 1e7);
    return values;
  }

  /** A ramp whose first element is 1 if this JVM has opened the file of the arrays, otherwise 0. */
  static double[] rampWithDescriptors(int x, int length) throws IOException {
    double[] values = ramp(x, length);
    values[0] = 0;
    try (var open = Files.newDirectoryStream(Path.of("/proc/self/fd"))) {
      for (Path descriptor : open) {
        String name;
        try {
          name = Files.readSymbolicLink(descriptor).toString();
        } catch (IOException closed) {
          continue;
        }
        if (name.endsWith("/.values")) {
          values[0] = 1;
        }
      }
    }
    return values;
  }

  /** Fails for 13 until there is a file. */
  static double[] rampOnceMended(int x, String mended) {
    if (x == 13 && !Files.exists(Path.of(mended))) {
      throw new IllegalStateException("not mended");
    }
    return ramp(x, 3);
  }

  /** Maps are nothing for HDF5. */
  static Object mapAt(int x, int odd) {
    return x == odd ? java.util.Map.of("day", java.time.LocalDate.EPOCH) : Integer.valueOf(3 * x);
  }

  static double[] rampOrDieOnce(int x, int deadly, String marker) throws IOException {
    dieOnceAt(x, deadly, marker);
    return ramp(x, 100_000);
  }

  /** Takes {@code millis}, ten times as long for every tenth. */
  static double[] dawdle(int x, int millis, int length) throws InterruptedException {
    SlowCalls.take(x % 10 == 0 ? 10L * millis : millis);
    double[] values = new double[length];
    Arrays.fill(values, x);
    return values;
  }

  /**
   * Takes 10 ms, but 3 s for {@code slow}; if there is a marker only the call that makes it, as on
   * a host with trouble.
   */
  static double[] straggle(int x, int slow, String marker, int length) throws Exception {
    boolean first = marker.isEmpty() || !Files.exists(Path.of(marker));
    if (x == slow && first) {
      if (!marker.isEmpty()) {
        Files.createFile(Path.of(marker));
      }
      SlowCalls.take(3000);
    } else {
      SlowCalls.take(10);
    }
    double[] values = new double[length];
    Arrays.fill(values, x);
    return values;
  }
}
