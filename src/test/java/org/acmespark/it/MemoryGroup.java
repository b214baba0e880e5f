package org.acmespark.it;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Assumptions;

/**
 * A control group of Linux whose processes together get so much memory; the kernel kills one of
 * them if they need more. Tests are skipped where none can be made.
 */
record MemoryGroup(Path folder) implements AutoCloseable {
  private static final Path GROUPS = Path.of("/sys/fs/cgroup");

  static MemoryGroup of(long bytes) {
    boolean first = Files.isDirectory(GROUPS.resolve("memory")); // version 1
    Path folder =
        (first ? GROUPS.resolve("memory") : GROUPS)
            .resolve("acme-test-" + ProcessHandle.current().pid());
    try {
      Files.createDirectory(folder);
      Path limit = folder.resolve(first ? "memory.limit_in_bytes" : "memory.max");
      Files.writeString(limit, Long.toString(bytes));
    } catch (IOException e) {
      Assumptions.abort("no control group with a limit of memory: " + e);
    }
    return new MemoryGroup(folder);
  }

  /** Returns a command that runs another one in the group. */
  List<String> with(List<String> command) {
    List<String> words =
        new ArrayList<>(
            List.of("sh", "-c", "echo $$ > \"$0\"; exec \"$@\"", folder + "/cgroup.procs"));
    words.addAll(command);
    return words;
  }

  /** Removes the group when its last processes have ended. */
  @Override
  public void close() {
    SlurmLab.eventually("the group " + folder + " is empty", () -> folder.toFile().delete());
  }
}
