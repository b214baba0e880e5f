package org.acmespark.cluster;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is asked of SLURM, given what it says about its partitions. */
class SlurmPlanTest {
  private static final List<SlurmPartition.Node> NODES =
      Stream.of(
              "per_cpu|8|32000",
              "per_node|8|64000",
              "free|4|16000+",
              "down|4|16000",
              "root|4|900000")
          .map(SlurmPartition.Node::parse)
          .toList();

  private static final List<SlurmPartition> PARTITIONS =
      Stream.of(
              "PartitionName=per_cpu Default=YES MaxTime=01:00:00 State=UP RootOnly=NO"
                  + " DefMemPerCPU=1000 MaxMemPerCPU=2000",
              "PartitionName=per_node MaxTime=2-00:00:00 State=UP RootOnly=NO MaxCPUsPerNode=4"
                  + " DefMemPerNode=4000 MaxMemPerNode=8000",
              "PartitionName=free MaxTime=UNLIMITED State=UP RootOnly=NO MaxMemPerNode=UNLIMITED",
              "PartitionName=down MaxTime=UNLIMITED State=DOWN RootOnly=NO",
              "PartitionName=root MaxTime=UNLIMITED State=UP RootOnly=YES")
          .map(line -> SlurmPartition.parse(line, NODES))
          .toList();

  private static SlurmPlan plan(SlurmOptions.Builder options) {
    return SlurmPlan.of(options.build(), PARTITIONS, OptionalLong.empty());
  }

  private static String refused(SlurmOptions.Builder options) {
    return assertThrows(IllegalArgumentException.class, () -> plan(options)).getMessage();
  }

  private static SlurmOptions.Builder in(String partition) {
    return SlurmOptions.builder().partition(partition);
  }

  @ParameterizedTest
  @CsvSource({
    "per_cpu, 2, 4000", // the limit per core
    "per_node, 2, 8000", // the limit per node
    "free, 2, 8000", // no limit: half of the cores, half of the memory
  })
  void memoryIsThePartitionsUnlessGiven(String partition, int cores, long memory) {
    assertEquals(memory, plan(in(partition).coresPerWorker(cores)).memory());
    assertEquals(
        memory - 500, plan(in(partition).coresPerWorker(cores).memCushion("500MB")).memory());
  }

  @Test
  void theHeapLeavesRoomForTheWorkerAndForNativeMemory() {
    assertEquals(4000 - 400 - 384, plan(in("per_node").memPerWorker("4000MB")).heap());
    assertEquals(8000 - 400 - 760, plan(in("per_node").memPerWorker("8000")).heap());
    SlurmOptions options = in("per_node").memPerWorker("4000").build();
    assertEquals(
        4000 - 400 - 2000, SlurmPlan.of(options, PARTITIONS, OptionalLong.of(2000)).heap());
  }

  @Test
  void autoIsTheSmallestPartitionThatFits() {
    assertEquals("per_cpu", plan(in("auto").memPerWorker("1500MB")).partition());
    assertEquals("per_node", plan(in("auto").memPerWorker("4GB")).partition());
    assertEquals("free", plan(in("auto").memPerWorker("10GB")).partition());
    // More cores have more memory where the limit is per core.
    assertEquals("per_cpu", plan(in("auto").memPerWorker("4000MB").coresPerWorker(2)).partition());
    assertEquals(
        "free", plan(in("auto").memPerWorker("4GB").timeLimit(Duration.ofDays(3))).partition());
    assertEquals(
        "per_node",
        plan(in("auto").memPerWorker("1500MB").set("partitionsNotUsed", "per_cpu")).partition());
    assertTrue(refused(in("auto").memPerWorker("20GB")).contains("free (16000 MiB)"));
    assertTrue(refused(in("auto")).contains("memPerWorker is not given"));
  }

  @Test
  void refusesWhatSlurmWouldKeepPendingForEver() {
    assertTrue(refused(in("nix")).contains("there are [per_cpu, per_node, free, root]"));
    assertTrue(refused(in("down")).contains("accepts no jobs now"));
    assertTrue(refused(in("free").set("partitionsNotUsed", "gpu,free")).contains("this site"));
    assertTrue(refused(in("per_node").coresPerWorker(5)).contains("at most 4"));
    assertTrue(refused(in("per_cpu").memPerWorker("4GB")).contains("2000 MiB at most"));
    assertTrue(refused(in("per_cpu").memPerWorker("1000MB")).contains("1264 MiB at least"));
    assertTrue(refused(in("free").nWorkers(2).nWorkersStartup(3)).contains("only 2 workers"));
    assertTrue(
        refused(in("free").timeLimit(Duration.ofSeconds(100))).contains("needs 150 s at least"));
    assertTrue(refused(SlurmOptions.builder()).startsWith("partition is missing"));
  }

  @Test
  void wallTimeAndWorkersAreCappedByPartitionAndSite() {
    assertEquals(
        Optional.of(Duration.ofHours(1)),
        plan(in("per_cpu").timeLimit(Duration.ofHours(5))).timeLimit());
    assertEquals(7, plan(in("free").nWorkers(50).set("maxWorkers", "7")).nWorkers());
  }

  @ParameterizedTest
  @CsvSource({
    "nWorkers, 0",
    "memPerWorker, much",
    "memPerWorker, 0GB",
    "setupTimeout, soon",
    "interactive, maybe",
    "ports, 40000",
    "ports, 40000-40003",
    "partition, a b",
    "outputFolder, /no/such/folder",
    "sbatchOptions, account=x",
    "sbatchOptions, --mem=3G",
    "sbatchOptions, '--comment=$(id)'",
    "nCores, 3",
  })
  void refusesValuesOfTheWrongKindAndNamesThem(String option, String value) {
    String message =
        assertThrows(
                IllegalArgumentException.class, () -> SlurmOptions.builder().set(option, value))
            .getMessage();
    assertTrue(message.contains(option), message);
  }

  @Test
  void whatIsSaidGoesBeforeTheSitesFile(@TempDir Path folder) throws Exception {
    Path site =
        Files.writeString(folder.resolve("site.properties"), "partition = free\nnWorkers = 3\n");
    assertEquals("free", plan(SlurmOptions.builder().site(site)).partition());
    assertEquals("per_cpu", plan(in("per_cpu").site(site)).partition());
    assertEquals(3, plan(in("per_cpu").site(site)).nWorkers());
    SlurmOptions.builder().site(Path.of("conf/sites/example.properties"));
    Files.writeString(site, "queue = free\n");
    String message =
        assertThrows(IllegalArgumentException.class, () -> SlurmOptions.builder().site(site))
            .getMessage();
    assertTrue(message.contains("site.properties: queue is not a setting"), message);
  }
}
