package org.acmespark.it;

import static org.acmespark.Args.all;
import static org.acmespark.Args.each;
import static org.acmespark.Args.range;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import org.acmespark.Judges;
import org.acmespark.ParallelMap;
import org.acmespark.Run;
import org.acmespark.cluster.Cluster;
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
    SlurmLab.eventually("no job is left", () -> SlurmLab.jobs().isEmpty());
    assertTrue(Cluster.open().isEmpty());
  }

  private <R> Run<R> compute(ParallelMap.Builder<R> builder) {
    try (var map = builder.verbosity(Verbosity.QUIET).build()) {
      return map.compute();
    }
  }

  private ParallelMap.Builder<Integer> thrice(int n, String run) {
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
    }
  }
}
