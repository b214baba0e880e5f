package org.acmespark.it;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicLong;
import org.acmespark.Inspection;
import org.acmespark.Results;
import org.acmespark.hdf5.Hdf5Reader;
import org.acmespark.hdf5.input.SliceReader;
import org.acmespark.model.AcmeException;
import org.acmespark.model.Verbosity;

/**
 * Damages a file in many ways, one after the other, and does with each what users do with files of
 * others: look, read slices, verify, consolidate. A JVM of its own, because the library may end it.
 *
 * <p>Arguments: file, seed, first case, cases, file for the number of the present case; and of a
 * file in a run directory, that directory and how the run keeps its results. Prints a line for
 * every case that ended with something else than a result or an error of ours.
 */
final class DamagedFiles {
  private static final long HANG_NANOS = Long.getLong("hang.seconds", 20) * 1_000_000_000L;

  /** The exit status of a case that did not end. */
  static final int HUNG = 70;

  private static final long[] BAD_NUMBERS = {
    0, 1, 0xff, 0xffff, 0x7fffffffL, 0xffffffffL, 1L << 40, Long.MAX_VALUE, -1, -2
  };

  private final byte[] original;
  private final Path folder;
  private final String name;
  private final Optional<DamagedRun> run;

  private DamagedFiles(Path file, Path folder, Optional<DamagedRun> run) throws IOException {
    this.original = Files.readAllBytes(file);
    this.folder = folder;
    this.name = file.getFileName().toString();
    this.run = run;
  }

  /** Writes a file as a case finds it. */
  static void write(Path file, long seed, long k, Path target) throws IOException {
    var files = new DamagedFiles(file, target.getParent(), Optional.empty());
    Files.write(target, files.damaged(random(seed, k)));
  }

  private static SplittableRandom random(long seed, long k) {
    return new SplittableRandom(seed * 1_000_003 + k);
  }

  public static void main(String[] arguments) throws Exception {
    Path file = Path.of(arguments[0]);
    Path present = Path.of(arguments[4]);
    long first = Long.parseLong(arguments[2]);
    long end = first + Long.parseLong(arguments[3]);
    Path folder = Files.createTempDirectory("damaged");
    Optional<DamagedRun> run =
        arguments.length > 5
            ? Optional.of(DamagedRun.of(Path.of(arguments[5]), file, folder, arguments[6]))
            : Optional.empty();
    var files = new DamagedFiles(file, folder, run);
    var begun = new AtomicLong(System.nanoTime());
    watch(begun);
    try (var note =
        Files.newByteChannel(present, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
      for (long k = first; k < end; k++) {
        note.position(0);
        note.write(ByteBuffer.wrap("%-12d".formatted(k).getBytes(StandardCharsets.US_ASCII)));
        begun.set(System.nanoTime());
        files.use(k, random(Long.parseLong(arguments[1]), k));
      }
    }
    System.out.println("done");
  }

  private static void watch(AtomicLong begun) {
    Thread main = Thread.currentThread();
    Thread watch =
        new Thread(
            () -> {
              while (System.nanoTime() - begun.get() < HANG_NANOS) {
                try {
                  Thread.sleep(200);
                } catch (InterruptedException e) {
                  return;
                }
              }
              StackTraceElement[] trace = main.getStackTrace();
              boolean inLibrary = trace.length > 0 && trace[0].isNativeMethod();
              System.out.println((inLibrary ? "library hangs at " : "HANG at ") + some(trace));
              System.out.flush();
              Runtime.getRuntime().halt(HUNG);
            });
    watch.setDaemon(true);
    watch.start();
  }

  private static List<StackTraceElement> some(StackTraceElement[] trace) {
    return List.of(trace).subList(0, Math.min(8, trace.length));
  }

  private void use(long k, SplittableRandom random) throws IOException {
    byte[] damaged = damaged(random);
    if (run.isPresent()) {
      run.get().use(damaged, (what, use) -> attempt(k, what, use));
      return;
    }
    Path file = folder.resolve(name);
    Files.write(file, damaged);
    attempt(k, "inspect", () -> Inspection.of(file).withValues().withAllMembers().tree());
    attempt(k, "read", () -> readAll(file));
    attempt(k, "slices", () -> slices(file));
    attempt(k, "results", () -> results(file));
  }

  private byte[] damaged(SplittableRandom random) {
    byte[] bytes = original.clone();
    int changes = 1 + random.nextInt(4);
    for (int c = 0; c < changes; c++) {
      int at = random.nextInt(bytes.length);
      switch (random.nextInt(5)) {
        case 0 -> bytes[at] ^= (byte) (1 << random.nextInt(8));
        case 1 -> bytes[at] = (byte) random.nextInt(256);
        case 2 -> {
          int width = 1 << random.nextInt(4);
          long value = BAD_NUMBERS[random.nextInt(BAD_NUMBERS.length)];
          var number = ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN).putLong(0, value);
          System.arraycopy(number.array(), 0, bytes, at, Math.min(width, bytes.length - at));
        }
        case 3 -> { // a block from elsewhere, as a misplaced write leaves
          int length = Math.min(64, bytes.length - at);
          System.arraycopy(original, random.nextInt(bytes.length - length + 1), bytes, at, length);
        }
        default -> bytes = random.nextInt(8) == 0 ? Arrays.copyOf(bytes, at + 1) : bytes;
      }
    }
    return bytes;
  }

  /** What is done with a file. */
  interface Use {
    void run() throws IOException;
  }

  private static void attempt(long k, String what, Use use) {
    try {
      use.run();
    } catch (AcmeException | IllegalArgumentException | IOException expected) {
      // An error that says so is all that can be done with such a file.
    } catch (RuntimeException | Error e) {
      System.out.printf("case %s, %s: %s at %s%n", k, what, e, some(e.getStackTrace()));
    }
  }

  private static void readAll(Path file) {
    try (var reader = Hdf5Reader.open(file)) {
      for (String path : datasets(reader)) {
        try {
          reader.read(path);
        } catch (AcmeException | IllegalArgumentException expected) {
          // the others may be sound
        }
      }
    }
  }

  private static List<String> datasets(Hdf5Reader reader) {
    List<String> found = new ArrayList<>();
    List<String> groups = new ArrayList<>(List.of(""));
    for (int g = 0; g < groups.size() && g < 100; g++) {
      try {
        for (String child : reader.children(groups.get(g))) {
          String path = groups.get(g) + "/" + child;
          try {
            switch (reader.node(path).kind()) {
              case DATASET -> found.add(path);
              case GROUP -> groups.add(path);
              default -> {}
            }
          } catch (AcmeException expected) {
            // the others may be sound
          }
        }
      } catch (AcmeException expected) {
        // the others may be sound
      }
    }
    return found;
  }

  private static final List<String> NAMES =
      List.of(
          "signal",
          "chunked",
          "growing",
          "flags",
          "names",
          "fixed",
          "complex",
          "table",
          "spikes",
          "half",
          "group/half",
          "group/inner/member_3",
          "soft",
          "external",
          "data");

  private static void slices(Path file) throws IOException {
    try (var reader = SliceReader.open(file.toString())) {
      for (String name : NAMES) {
        try {
          long[] shape = reader.shape(name);
          if (shape.length > 0 && shape[0] > 0) {
            reader.slice(name, 0, 0);
            reader.slice(name, 0, shape[0] - 1);
          }
        } catch (AcmeException | IllegalArgumentException expected) {
          // the others may be sound
        }
      }
    }
  }

  private void results(Path file) throws IOException {
    Path out = folder.resolve("consolidated.h5");
    Files.deleteIfExists(out);
    try (var results = Results.open(file)) {
      results.verify(Verbosity.QUIET);
      results.consolidate(out, Verbosity.QUIET);
    }
  }
}
