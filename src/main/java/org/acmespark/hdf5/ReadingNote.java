package org.acmespark.hdf5;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;

/**
 * Records in a file what the native library is reading, for the parent process, in case a damaged
 * file crashes this JVM or makes the library run forever.
 *
 * <p>Disabled unless the system property {@code acme.reading} names the file, as {@code
 * submit/acme} does for commands that read files. After {@code acme.reading.seconds} in one call
 * the JVM ends with exit status {@value #HUNG}.
 */
public final class ReadingNote {
  static final String FILE = "acme.reading";
  static final String SECONDS = "acme.reading.seconds";

  /** Exit status of a JVM in which a call of the library did not return. */
  static final int HUNG = 124;

  private static final int DEFAULT_SECONDS = 60;
  private static final int BYTES = 4096;
  private static final int CHECKED_EVERY_MILLIS = 200;

  private static final ByteBuffer NOTE = note();

  /** Start of the present call, 0 outside of calls; calls of the library exclude each other. */
  private static volatile long begun;

  private static String last = "";

  private ReadingNote() {}

  private static ByteBuffer note() {
    String file = System.getProperty(FILE, "");
    if (file.isEmpty()) {
      return null;
    }
    try (var channel =
        FileChannel.open(Path.of(file), StandardOpenOption.READ, StandardOpenOption.WRITE)) {
      ByteBuffer note = channel.map(FileChannel.MapMode.READ_WRITE, 0, BYTES);
      watch(Integer.getInteger(SECONDS, DEFAULT_SECONDS) * 1_000_000_000L);
      return note;
    } catch (IOException | RuntimeException e) {
      return null; // reading works without a note
    }
  }

  private static void watch(long limitNanos) {
    Thread watch =
        new Thread(
            () -> {
              while (!isEndless(begun, System.nanoTime(), limitNanos)) {
                try {
                  Thread.sleep(CHECKED_EVERY_MILLIS);
                } catch (InterruptedException e) {
                  return;
                }
              }
              Runtime.getRuntime().halt(HUNG);
            },
            "acme-reading");
    watch.setDaemon(true);
    watch.start();
  }

  /**
   * Whether the present call has lasted too long.
   *
   * @param since {@link #begun} as it was read once: it may become 0 at any time
   */
  static boolean isEndless(long since, long now, long limitNanos) {
    return since != 0 && now - since >= limitNanos;
  }

  /**
   * Records that a call of the library begins, what it does, and with which file. Needs the lock.
   */
  public static void begin(String file, String what) {
    if (NOTE == null) {
      return;
    }
    String text = file + ": " + what;
    if (!text.equals(last)) {
      last = text;
      byte[] bytes = (text + "\n").getBytes(StandardCharsets.UTF_8);
      NOTE.put(0, Arrays.copyOf(bytes, BYTES));
    }
    begun = System.nanoTime();
  }

  /** Records that the call has ended. */
  public static void end() {
    begun = 0;
  }
}
