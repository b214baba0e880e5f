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
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicLong;
import org.acmespark.Inspection;
import org.acmespark.Results;
import org.acmespark.hdf5.Hdf5Reader;
import org.acmespark.hdf5.SliceReader;
import org.acmespark.model.AcmeException;
import org.acmespark.model.Verbosity;

/**
 * Damages a file in many ways, one after the other, and does with each what users do with files of
 * others: look, read slices, verify, consolidate. A JVM of its own, because the library may end it.
 *
 * <p>Arguments: file, seed, first case, cases, file for the number of the present case. Prints a
 * line for every case that ended with something else than a result or an error of ours.
 */
final class DamagedFiles {
  private static final long HANG_NANOS = 20_000_000_000L;

  /** The exit status of a case that did not end. */
  static final int HUNG = 70;

  private static final long[] BAD_NUMBERS = {
    0, 1, 0xff, 0xffff, 0x7fffffffL, 0xffffffffL, 1L << 40, Long.MAX_VALUE, -1, -2
  };

  private final byte[] original;
  private final Path folder;
  private final String name;

  private DamagedFiles(Path file, Path folder) throws IOException {
    this.original = Files.readAllBytes(file);
    this.folder = folder;
    this.name = file.getFileName().toString();
  }

  public static void main(String[] arguments) throws Exception {
    Path file = Path.of(arguments[0]);
    Path present = Path.of(arguments[4]);
    long first = Long.parseLong(arguments[2]);
    long end = first + Long.parseLong(arguments[3]);
    var files = new DamagedFiles(file, Files.createTempDirectory("damaged"));
    var begun = new AtomicLong(System.nanoTime());
    watch(begun);
    try (var note =
        Files.newByteChannel(present, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
      for (long k = first; k < end; k++) {
        note.position(0);
        note.write(ByteBuffer.wrap("%-12d".formatted(k).getBytes(StandardCharsets.US_ASCII)));
        begun.set(System.nanoTime());
        files.use(k, new SplittableRandom(Long.parseLong(arguments[1]) * 1_000_003 + k));
      }
    }
    System.out.println("done");
  }

  private static void watch(AtomicLong begun) {
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
              Runtime.getRuntime().halt(HUNG);
            });
    watch.setDaemon(true);
    watch.start();
  }

  private void use(long k, SplittableRandom random) throws IOException {
    Path file = folder.resolve(name);
    Files.write(file, damaged(random));
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

  private interface Use {
    void run() throws IOException;
  }

  private static void attempt(long k, String what, Use use) {
    try {
      use.run();
    } catch (AcmeException | IllegalArgumentException | IOException expected) {
      // An error that says so is all that can be done with such a file.
    } catch (RuntimeException | Error e) {
      StackTraceElement[] trace = e.getStackTrace();
      System.out.printf(
          "case %d, %s: %s at %s%n",
          k,
          what,
          e,
          trace.length == 0 ? "?" : Arrays.asList(trace).subList(0, Math.min(6, trace.length)));
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
