package org.acmespark.program;

import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.acmespark.function.Executables;

/**
 * A process of which nothing stays: what it has started is ended with it, also when this JVM is
 * killed.
 *
 * <p>Between the JVM and the program is a shell that waits for both. Its standard input is its life
 * line: where that ends, it kills every process that has inherited the mark of this call, an
 * environment variable, whatever session or parent the process has by then.
 */
final class GuardedProcess {
  private static final String MARK = "ACME_CALL";
  private static final long END_SECONDS = 3;
  private static final int AGAIN = 50;

  /** Arguments: the scratch directory, then the command. */
  private static final String GUARD =
      """
      exec 3<&0 </dev/null
      scratch=$1
      shift
      (
        read -r _ <&3
        read -r self _ < /proc/self/stat
        for round in 1 2 3 4 5 6 7 8 9 10; do
          found=
          for entry in $(env -u ACME_CALL grep -lazs "^ACME_CALL=$ACME_CALL\\$" /proc/[0-9]*/environ); do
            entry=${entry#/proc/}
            entry=${entry%/environ}
            [ "$entry" = "$self" ] || { kill -KILL "$entry" && found=yes; }
          done
          [ -n "$found" ] || break
        done
        rm -rf -- "$scratch"
      ) >/dev/null 2>&1 &
      watcher=$!
      "$@" 3<&-
      status=$?
      kill -KILL "$watcher" 2>/dev/null
      exit "$status"
      """;

  private final Process process;
  private final String mark;

  private GuardedProcess(Process process, String mark) {
    this.process = process;
    this.mark = mark;
  }

  /**
   * Starts a command.
   *
   * @param more variables of its environment
   */
  static GuardedProcess start(
      List<String> words, Map<String, String> more, Path directory, Scratch scratch)
      throws IOException {
    String mark = UUID.randomUUID().toString();
    List<String> command = new ArrayList<>();
    // In a session of its own: Ctrl-C at the terminal is for the JVM alone.
    Executables.find("setsid", directory).ifPresent(setsid -> command.add(setsid.toString()));
    command.addAll(List.of("/bin/sh", "-c", GUARD, "acme", scratch.root().toString()));
    command.addAll(words);
    var builder = new ProcessBuilder(command).directory(directory.toFile());
    builder.environment().putAll(more);
    builder.environment().put(MARK, mark);
    builder.redirectOutput(Redirect.to(scratch.standardOutput().toFile()));
    builder.redirectError(Redirect.to(scratch.standardError().toFile()));
    return new GuardedProcess(builder.start(), mark);
  }

  /**
   * Waits for its end, and ends what it has left.
   *
   * @return its exit status; 128 and the signal's number, if one has ended it
   * @throws InterruptedException if this thread was interrupted; the program is killed then
   */
  int await() throws InterruptedException {
    try {
      return process.waitFor();
    } finally {
      end();
    }
  }

  private void end() {
    boolean interrupted = Thread.interrupted();
    try {
      process.getOutputStream().close(); // the life line
    } catch (IOException e) {
      // it has ended
    }
    try {
      if (!process.waitFor(END_SECONDS, TimeUnit.SECONDS)) {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
      }
      for (int round = 0; round < AGAIN && Marked.kill(MARK + "=" + mark); round++) {
        Thread.sleep(2);
      }
    } catch (InterruptedException e) {
      interrupted = true;
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
