package org.acmespark.cluster;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.acmespark.model.AcmeException;

/** Starts a JVM like this one that continues when this one ends. */
final class Background {
  private static final long LOOK_MILLIS = 200;

  private Background() {}

  /**
   * Starts a JVM like this one, and relays its output until it is ready.
   *
   * @param mainClass and its arguments
   * @param log file for its output
   * @throws AcmeException if it ends before, with the last line it printed
   */
  static void start(
      List<String> mainClass, Path log, BooleanSupplier ready, Consumer<String> messages) {
    List<String> command =
        new ArrayList<>(
            List.of("setsid", Path.of(System.getProperty("java.home"), "bin", "java").toString()));
    command.addAll(ManagementFactory.getRuntimeMXBean().getInputArguments());
    command.addAll(List.of("-cp", System.getProperty("java.class.path")));
    command.addAll(mainClass);
    try {
      Files.deleteIfExists(log);
      Process process =
          new ProcessBuilder(command)
              .redirectInput(ProcessBuilder.Redirect.from(new java.io.File("/dev/null")))
              .redirectErrorStream(true)
              .redirectOutput(log.toFile())
              .start();
      long shown = 0;
      String last = "";
      while (!ready.getAsBoolean()) {
        boolean over = !process.isAlive();
        String news = from(log, shown);
        shown += news.getBytes(StandardCharsets.UTF_8).length;
        for (String line : news.lines().toList()) {
          last = line.replaceFirst("^acme: ", "");
          if (!over) {
            messages.accept(last);
          }
        }
        if (over) {
          throw new AcmeException(
              last.isEmpty() ? "it ended without any output; see " + log : last);
        }
        Thread.sleep(LOOK_MILLIS);
      }
    } catch (IOException e) {
      throw new AcmeException("no background process could be started: " + e, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AcmeException("interrupted while waiting for the background process", e);
    }
  }

  /** Reads complete lines from an offset on. */
  private static String from(Path log, long offset) throws IOException {
    try (var file = new RandomAccessFile(log.toFile(), "r")) {
      byte[] bytes = new byte[(int) Math.max(0, file.length() - offset)];
      file.seek(offset);
      file.readFully(bytes);
      String text = new String(bytes, StandardCharsets.UTF_8);
      return text.substring(0, text.lastIndexOf('\n') + 1);
    }
  }
}
