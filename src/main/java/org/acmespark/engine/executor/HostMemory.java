package org.acmespark.engine.executor;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Stream;

/**
 * Memory that this host, the control group of this JVM, or its job of SLURM still has for further
 * processes, in bytes (proc(5), Linux' documentation of cgroups v1 and v2, and sbatch(1)).
 */
final class HostMemory {
  private static final String SLURM = "SLURM_MEM_PER_NODE";

  /** What the worker's own process needs beside the executor. */
  private static final long WORKER_MIB = 400;

  /** Where control groups are mounted; a container's own group is the root there. */
  private final Path groups;

  private final Path proc;

  /** The memory of the job, which SLURM may watch without control groups. */
  private final OptionalLong job;

  HostMemory() {
    this(Path.of("/proc"), Path.of("/sys/fs/cgroup"), System.getenv());
  }

  HostMemory(Path proc, Path groups, Map<String, String> environment) {
    this.proc = proc;
    this.groups = groups;
    String mib = environment.getOrDefault(SLURM, "");
    this.job =
        mib.matches("\\d{1,12}")
            ? OptionalLong.of((Long.parseLong(mib) - WORKER_MIB) << 20)
            : OptionalLong.empty();
  }

  /**
   * Returns what is available; {@link Long#MAX_VALUE} if nothing is known, as outside of Linux.
   *
   * @param used what processes of this JVM use
   */
  long available(long used) {
    long left = field(proc.resolve("meminfo"), "MemAvailable:", 1024).orElse(Long.MAX_VALUE);
    if (job.isPresent()) {
      long here = field(proc.resolve("self/status"), "VmRSS:", 1024).orElse(0);
      left = Math.min(left, job.getAsLong() - here - used);
    }
    for (String line : lines(proc.resolve("self/cgroup"))) {
      String[] parts = line.split(":", 3); // number, controllers, path
      if (parts.length == 3 && (parts[1].isEmpty() || parts[1].equals("memory"))) {
        left = Math.min(left, leftInGroups(parts[1], parts[2]));
      }
    }
    return left;
  }

  private long leftInGroups(String controller, String group) {
    boolean second = controller.isEmpty();
    Path top = second ? groups : groups.resolve(controller);
    long left = Long.MAX_VALUE;
    for (Path path = Path.of(group); path != null; path = path.getParent()) {
      Path folder = top.resolve(path.toString().substring(1));
      OptionalLong limit = number(folder.resolve(second ? "memory.max" : "memory.limit_in_bytes"));
      OptionalLong used =
          number(folder.resolve(second ? "memory.current" : "memory.usage_in_bytes"));
      if (limit.isPresent() && used.isPresent()) {
        // Files that were not used for a while give way.
        long files =
            field(
                    folder.resolve("memory.stat"),
                    second ? "inactive_file " : "total_inactive_file ",
                    1)
                .orElse(0);
        left = Math.min(left, limit.getAsLong() - used.getAsLong() + files);
      }
    }
    return left;
  }

  private static OptionalLong number(Path file) {
    Optional<String> first = lines(file).stream().findFirst();
    return first.isPresent() && first.get().matches("\\d{1,18}")
        ? OptionalLong.of(Long.parseLong(first.get()))
        : OptionalLong.empty(); // no such group, or no limit
  }

  private static OptionalLong field(Path file, String key, long unit) {
    return lines(file).stream()
        .filter(line -> line.startsWith(key))
        .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) * unit)
        .findFirst();
  }

  private static List<String> lines(Path file) {
    try (Stream<String> lines = Files.lines(file)) {
      return lines.toList();
    } catch (IOException | UncheckedIOException e) {
      return List.of();
    }
  }
}
