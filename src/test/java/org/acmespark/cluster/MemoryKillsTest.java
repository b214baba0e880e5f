package org.acmespark.cluster;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What SLURM 22.05 and its control groups write when they kill a job. */
class MemoryKillsTest {
  @TempDir Path folder;

  @Test
  void countsJobsThatExceededTheirMemory() throws IOException {
    assertEquals(0, MemoryKills.count(folder.resolve("nothing")));
    Files.writeString(folder.resolve("worker-1_1.log"), "all is well: exceeded memory limit\n");
    Files.writeString(
        folder.resolve("worker-1_2.log"),
        """
        slurmstepd-n1: error: StepId=1.batch exceeded memory limit (539521024 > 314572800), being killed
        slurmstepd-n1: error: Exceeded job memory limit
        """);
    Files.writeString(
        folder.resolve("worker-1_3.log"),
        "slurmstepd: error: Detected 1 oom-kill event(s) in StepId=7.batch. Some of your processes may have been killed by the cgroup out-of-memory handler.\n");
    assertEquals(2, MemoryKills.count(folder));
  }
}
