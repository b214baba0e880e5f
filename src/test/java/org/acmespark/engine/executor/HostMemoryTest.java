package org.acmespark.engine.executor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is left for processes, by files as Linux writes them. */
class HostMemoryTest {
  @TempDir Path folder;

  private void write(String file, String text) throws IOException {
    Path path = folder.resolve(file);
    Files.createDirectories(path.getParent());
    Files.writeString(path, text + "\n");
  }

  private long available() {
    return available(Map.of());
  }

  private long available(Map<String, String> environment) {
    return new HostMemory(folder.resolve("proc"), folder.resolve("groups"), environment)
        .available(100 << 20);
  }

  @Test
  void thisHostHasSome() {
    long bytes = new HostMemory().available(0);
    assertTrue(bytes > 1 << 20, bytes + " bytes");
  }

  @Test
  void withoutGroupsItIsTheHosts() throws IOException {
    write("proc/meminfo", "MemTotal:  100 kB\nMemAvailable:   50 kB");
    assertEquals(50 << 10, available());
  }

  @Test
  void theNearestLimitOfVersionTwoCounts() throws IOException {
    write("proc/meminfo", "MemAvailable:   50 kB");
    write("proc/self/cgroup", "0::/jobs/job_7");
    write("groups/jobs/job_7/memory.max", "max");
    write("groups/jobs/memory.max", "10000");
    write("groups/jobs/memory.current", "9000");
    write("groups/jobs/memory.stat", "anon 5\ninactive_file 200");
    assertEquals(1200, available());
  }

  @Test
  void theLimitOfVersionOneCounts() throws IOException {
    write("proc/meminfo", "MemAvailable:   50 kB");
    write("proc/self/cgroup", "8:cpu,cpuacct:/a\n4:memory:/job\n0::/");
    write("groups/memory/job/memory.limit_in_bytes", "20000");
    write("groups/memory/job/memory.usage_in_bytes", "7000");
    write("groups/memory/memory.limit_in_bytes", "9223372036854771712");
    assertEquals(13000, available());
  }

  @Test
  void theMemoryOfAJobOfSlurmCounts() throws IOException {
    write("proc/self/status", "VmPeak: 900000 kB\nVmRSS:  %s kB".formatted(500 << 10));
    // 400 for the worker, 500 for this JVM, 100 for the processes of calls
    assertEquals(1000L << 20, available(Map.of("SLURM_MEM_PER_NODE", "2000")));
  }
}
