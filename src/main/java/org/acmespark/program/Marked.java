package org.acmespark.program;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/** Finds processes by an entry in their environment, as proc(5) shows it. */
final class Marked {
  private static final Path PROC = Path.of("/proc");

  private Marked() {}

  /** Kills all processes whose environment has this entry. Returns whether there were any. */
  static boolean kill(String entry) {
    byte[] wanted = (entry + '\0').getBytes(StandardCharsets.UTF_8);
    boolean found = false;
    try (DirectoryStream<Path> processes = Files.newDirectoryStream(PROC, "[0-9]*")) {
      for (Path process : processes) {
        if (contains(process.resolve("environ"), wanted)) {
          long pid = Long.parseLong(process.getFileName().toString());
          found |= ProcessHandle.of(pid).map(ProcessHandle::destroyForcibly).orElse(false);
        }
      }
    } catch (IOException e) {
      return false; // not on Linux
    }
    return found;
  }

  private static boolean contains(Path environ, byte[] wanted) {
    try {
      byte[] all = Files.readAllBytes(environ);
      for (int at = 0; at + wanted.length <= all.length; at++) {
        if (Arrays.equals(all, at, at + wanted.length, wanted, 0, wanted.length)) {
          return true;
        }
      }
    } catch (IOException e) {
      // the process belongs to another user or has ended
    }
    return false;
  }
}
