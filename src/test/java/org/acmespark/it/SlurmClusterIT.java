package org.acmespark.it;

import static org.acmespark.Args.all;
import static org.acmespark.Args.each;
import static org.acmespark.Args.range;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.regex.Pattern;
import org.acmespark.Judges;
import org.acmespark.ParallelMap;
import org.acmespark.ParallelMapBuilder;
import org.acmespark.Run;
import org.acmespark.cluster.Cluster;
import org.acmespark.engine.channel.Intrusion;
import org.acmespark.model.AcmeException;
import org.acmespark.model.StopClient;
import org.acmespark.model.Verbosity;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** The driver in this JVM, its workers as jobs of a real SLURM. */
@ExtendWith(SlurmLab.class)
class SlurmClusterIT {
  static final String COUNT =
      """
      import h5py, sys
      with h5py.File(sys.argv[1]) as f:
          values = [int(f[f"comp_{i}"]["result_0"][()]) for i in range(int(sys.argv[2]))]
          print(len(f), all(v == 3 * i for i, v in enumerate(values)))
      """;

  @TempDir Path folder;

  @AfterEach
  void nothingIsLeftInTheQueue() {
    SlurmLab.run("scancel", "-n", "hog");
    SlurmLab.eventually("no job is left", () -> SlurmLab.jobs().isEmpty());
    assertTrue(Cluster.open().isEmpty());
  }

  private <R> Run<R> compute(ParallelMapBuilder<R> builder) {
    try (var map = builder.verbosity(Verbosity.QUIET).build()) {
      return map.compute();
    }
  }

  private ParallelMapBuilder<Integer> thrice(int n, String run) {
    return ParallelMap.over(each(range(n)))
        .map(x -> 3 * x)
        .name("thrice")
        .outputDir(folder.resolve(run));
  }

  @Test
  void severalParallelMapsShareWorkersThatComeAsJobs() throws Exception {
    // Four workers need two arrays here, since MaxArraySize is 4 and indexes begin at 1.
    var options =
        SlurmLab.options().partition("8GBS").nWorkers(4).nWorkersStartup(4).outputFolder(folder);
    try (var cluster = Cluster.slurm(options.build())) {
      assertEquals(4, cluster.description().workers(), cluster.description()::toString);
      assertEquals(4, SlurmLab.jobs().size());
      Run<Double> readme =
          compute(
              ParallelMap.over(each(2, 4, 6, 8), all(4), all(3))
                  .map(ClusterFunctions::f)
                  .cluster(cluster)
                  .outputDir(folder.resolve("readme")));
      readme.requireAllComputed();
      Judges.h5py(
          Files.readString(Path.of("src/test/python/judge_walkthrough.py")),
          readme.container().orElseThrow());

      Run<Integer> large = compute(thrice(2000, "large")); // finds the cluster
      assertEquals("2000 True", Judges.h5py(COUNT, large.container().orElseThrow(), 2000));
      assertFalse(
          Files.readString(folder.resolve("large/thrice_computations.jsonl"))
              .contains("\"executor\":\"driver\""));
      Intrusion.intoAnAuthenticatedContext(folder);
      ForgedCommits.changeNothing(folder, map -> map.cluster(cluster));
    }
  }

  private ParallelMapBuilder<Integer> slowly(int n, int millis, String run) {
    return ParallelMap.over(each(range(n)), all(millis))
        .map(SlowFunctions::thriceAfter)
        .name("slowly")
        .outputDir(folder.resolve(run));
  }

  private CompletableFuture<Run<Integer>> inBackground(ParallelMapBuilder<Integer> builder) {
    return CompletableFuture.supplyAsync(() -> compute(builder));
  }

  private void awaitFirstResults(String run) {
    SlurmLab.eventually(
        "some computations have finished",
        () -> {
          try {
            return Files.size(folder.resolve(run).resolve("slowly_computations.jsonl")) > 0;
          } catch (IOException e) {
            return false;
          }
        });
  }

  private static void assertAllThere(Run<Integer> run, int n) {
    run.requireAllComputed();
    assertEquals(n + " True", Judges.h5py(COUNT, run.container().orElseThrow(), n));
  }

  @Test
  void settingsAmongThePropertiesDescribeTheCluster() throws Exception {
    Map<String, String> settings =
        Map.of(
            "slurm.slurmConf", SlurmLab.configuration().toString(),
            "slurm.partition", "8GBS",
            "slurm.nWorkers", "2",
            "slurm.nWorkersStartup", "2",
            "slurm.coresPerWorker", "2",
            "slurm.outputFolder", folder.toString(),
            "stopClient", "false");
    settings.forEach((key, value) -> System.setProperty("spark.acme." + key, value));
    try {
      assertAllThere(compute(thrice(8, "run")), 8);
    } finally {
      settings.keySet().forEach(key -> System.clearProperty("spark.acme." + key));
    }
    try (var cluster = Cluster.open().orElseThrow()) {
      var description = cluster.description();
      assertEquals("slurm", description.kind());
      assertEquals(2, description.workers(), description::toString);
      assertEquals(4, description.cores(), description::toString);
      String manifest = Files.readString(folder.resolve("run/thrice_run.json"));
      assertTrue(manifest.contains(description.master()), manifest);
    }
  }

  @Test
  void aWorkerThatIsCancelledCostsNothingAndIsReplaced() throws Exception {
    var options = SlurmLab.options().partition("8GBS").nWorkers(2).nWorkersStartup(2);
    try (var cluster = Cluster.slurm(options.outputFolder(folder).build())) {
      List<String> before = SlurmLab.jobs();
      var running = inBackground(slowly(120, 500, "run").cluster(cluster));
      awaitFirstResults("run");
      SlurmLab.run("scancel", before.get(0).split("\\|")[0]);

      assertAllThere(running.get(), 120);
      SlurmLab.eventually(
          "another worker has come",
          () ->
              SlurmLab.jobs().stream()
                      .filter(job -> !before.contains(job) && job.endsWith("RUNNING"))
                      .count()
                  == 1);
    }
  }

  @Test
  void aNodeWhoseSlurmdDiesCostsNothing() throws Exception {
    var options = SlurmLab.options().partition("8GBS").nWorkers(2).nWorkersStartup(2);
    String node = "";
    try (var cluster = Cluster.slurm(options.outputFolder(folder).build())) {
      var running = inBackground(slowly(160, 500, "run").cluster(cluster));
      awaitFirstResults("run");
      node = SlurmLab.run("squeue", "-h", "-o", "%N").lines().findFirst().orElseThrow();
      SlurmLab.killNode(node);

      assertAllThere(running.get(), 160);
    } finally {
      SlurmLab.startNode(node);
    }
  }

  @Test
  void aRunOutlivesTheWallTimeOfItsWorkersAndNoCallIsCutOff() throws Exception {
    int n = 22; // 110 s of work, of which one worker does less in its two minutes
    Path calls = Files.createDirectory(folder.resolve("calls"));
    var options =
        SlurmLab.options()
            .partition("debug")
            .nWorkers(1)
            .coresPerWorker(2)
            .timeLimit(Duration.ofMinutes(2))
            .notice(Duration.ofSeconds(10))
            .replacements(0) // it is not lost, so it need not be replaced as such
            .outputFolder(folder);
    try (var cluster = Cluster.slurm(options.build())) {
      Run<Integer> run =
          compute(
              ParallelMap.over(each(range(n)), all(10_000), all(calls.toString()))
                  .map(SlowFunctions::countedThriceAfter)
                  .name("slowly")
                  .cluster(cluster)
                  .outputDir(folder.resolve("run")));

      assertAllThere(run, n);
    }
    try (var files = Files.list(calls)) {
      assertEquals(n, files.count(), "calls, of which none was in vain");
    }
    try (var files = Files.list(folder)) {
      assertTrue(
          files.filter(file -> file.toString().endsWith(".log")).count() > 1, "several workers");
    }
  }

  /**
   * The partition has 2000 MB for a core, which is less than twice as much. One computation runs
   * out of heap; for another, SLURM ends the whole job.
   */
  @Test
  void whatLacksMemoryGetsAWorkerAsLargeAsThePartitionAllows() throws Exception {
    var options =
        SlurmLab.options().partition("8GBS").memPerWorker("1300MB").outputFolder(folder).build();

    Run<Integer> run =
        compute(
            ParallelMap.over(each(range(6)))
                .map(SlowFunctions::thriceInMemory)
                .name("thrice")
                .slurm(options)
                .workers(1)
                .retryMemory("2x")
                .outputDir(folder.resolve("run")));

    assertAllThere(run, 6);
    String ledger = Files.readString(folder.resolve("run/thrice_computations.jsonl"));
    assertTrue(ledger.contains("java.lang.OutOfMemoryError"), ledger);
    // Beside others, or first, and alone: not a third time, since SLURM says why it ended the job.
    String ended =
        "executor lost while running computation 4 on host .*, 2 times: SLURM ended job ";
    assertTrue(
        Pattern.compile(ended + "\\S+ of its worker for lack of memory").matcher(ledger).find(),
        ledger);
    String manifest = Files.readString(folder.resolve("run/thrice_run.json"));
    assertTrue(manifest.contains("of its worker for lack of memory"), manifest);
  }

  @Test
  void workersThatAreNotNeededAreGivenBack() throws Exception {
    Path go = folder.resolve("go");
    var options =
        SlurmLab.options()
            .partition("8GBS")
            .nWorkersStartup(3)
            .setupTimeout(Duration.ofMinutes(3))
            .outputFolder(folder);
    var running =
        inBackground(
            ParallelMap.over(each(range(30)), all(go.toString()))
                .map(SlowFunctions::waitsForTheFirst)
                .name("slowly")
                .slurm(options.build())
                .workers(1, 3)
                .outputDir(folder.resolve("run")));
    SlurmLab.eventually("three workers", () -> SlurmLab.jobs().size() == 3);
    SlurmLab.eventually("only the busy one is kept", () -> SlurmLab.jobs().size() == 1);
    assertFalse(running.isDone());
    Files.createFile(go);

    assertAllThere(running.get(), 30);
  }

  /** Fills nodes with a job named hog. */
  private static void occupy(int nodes) {
    SlurmLab.run(
        "sbatch",
        "-p8GBS",
        "-N" + nodes,
        "--exclusive",
        "-Jhog",
        "-o/dev/null",
        "--wrap=sleep 300");
  }

  @Test
  void beginsWithOneWorkerAndUsesThoseThatComeLater() throws Exception {
    occupy(3);
    var options =
        SlurmLab.options()
            .partition("8GBS")
            .nWorkers(4)
            .coresPerWorker(2)
            .setupTimeout(Duration.ofMinutes(2))
            .outputFolder(folder);
    try (var cluster = Cluster.slurm(options.build())) {
      assertEquals(1, cluster.description().workers());
      SlurmLab.run("scancel", "-n", "hog");
      SlurmLab.eventually("all workers are there", () -> cluster.description().workers() == 4);
      assertEquals(8, cluster.description().cores());
    }
  }

  @Test
  void findsThePartitionByWhatOneComputationTakes() {
    var options = SlurmLab.options().partition("auto").outputFolder(folder).build();
    compute(thrice(4, "run").slurm(options).workers(1).stopClient(StopClient.NEVER))
        .requireAllComputed();
    try (Cluster open = Cluster.open().orElseThrow()) {
      assertEquals(1, open.description().workers());
      assertEquals("debug 1300M", SlurmLab.run("squeue", "-h", "-o", "%P %m").strip());
    }
  }

  @Test
  void failsWithSlurmsReasonIfNoWorkerComes() throws Exception {
    occupy(4);
    SlurmLab.eventually(
        "the hog runs", () -> SlurmLab.jobs().stream().anyMatch(job -> job.endsWith("RUNNING")));
    var options =
        SlurmLab.options()
            .partition("8GBS")
            .nWorkers(2)
            .setupTimeout(Duration.ofSeconds(3))
            .outputFolder(folder);

    var e = assertThrows(AcmeException.class, () -> Cluster.slurm(options.build()));

    assertTrue(e.getMessage().contains("0 of 2 workers"), e.getMessage());
    assertTrue(e.getMessage().contains("nodes to become free (Resources)"), e.getMessage());
    assertTrue(SlurmLab.jobs().stream().allMatch(job -> job.contains("|hog|")));
  }

  @Test
  void aClusterThatIsLeftOpenIsFoundAndStoppedWhenAsked() {
    var options = SlurmLab.options().partition("debug").outputFolder(folder).build();
    compute(thrice(4, "first").slurm(options).workers(1).stopClient(StopClient.NEVER));
    Cluster open = Cluster.open().orElseThrow();
    List<String> jobs = SlurmLab.jobs();

    var e =
        assertThrows(
            IllegalArgumentException.class, () -> compute(thrice(4, "refused").slurm(options)));
    assertTrue(e.getMessage().contains("Spark runs in this JVM already"), e.getMessage());
    compute(thrice(4, "second"));
    assertEquals(jobs, SlurmLab.jobs());
    compute(thrice(4, "third").stopClient(StopClient.ALWAYS));

    assertThrows(IllegalStateException.class, open::context);
  }
}
