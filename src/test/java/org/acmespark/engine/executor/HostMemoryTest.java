package org.acmespark.engine.executor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
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
    return new HostMemory(folder.resolve("proc"), folder.resolve("groups")).available();
  }

  @Test
  void thisHostHasSome() {
    long bytes = new HostMemory().available();
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
}
