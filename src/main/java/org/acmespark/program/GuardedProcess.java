package org.acmespark.program;

import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.acmespark.function.CallProcesses;

/**
 * A process that leaves no other process behind. All processes that it has started end with it,
 * also when this JVM is killed.
 *
 * <p>A shell between the JVM and the program waits for both. When the shell's standard input ends,
 * it kills every process that has inherited the mark of this call. The mark is an environment
 * variable, so the session or parent of a process does not matter.
 */
final class GuardedProcess {
  private static final String MARK = "ACME_CALL";
  private static final long END_SECONDS = 3;
  private static final int AGAIN = 50;

  /** The shell's script. Its arguments are the scratch directory and then the command. */
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
   * @param more further variables of the command's environment
   */
  static GuardedProcess start(
      List<String> words, Map<String, String> more, Path directory, Scratch scratch)
      throws IOException {
    String mark = UUID.randomUUID().toString();
    List<String> command = new ArrayList<>();
    // The program has its own session, so that Ctrl-C at the terminal reaches only the JVM.
    Executables.find("setsid", directory).ifPresent(setsid -> command.add(setsid.toString()));
    command.addAll(List.of("/bin/sh", "-c", GUARD, "acme", scratch.root().toString()));
    command.addAll(words);
    var builder = new ProcessBuilder(command).directory(directory.toFile());
    builder.environment().putAll(more);
    builder.environment().put(MARK, mark);
    builder.redirectOutput(Redirect.to(scratch.standardOutput().toFile()));
    builder.redirectError(Redirect.to(scratch.standardError().toFile()));
    Process process = builder.start();
    CallProcesses.report(process);
    return new GuardedProcess(process, mark);
  }

  /**
   * Waits for the end of the process, and ends the processes that it has left behind.
   *
   * @return the exit status of the process; 128 plus the signal's number if a signal has ended it
   * @throws InterruptedException if this thread was interrupted; the program is then killed
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
      process.getOutputStream().close(); // tells the shell to end
    } catch (IOException e) {
      // the process has ended
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
