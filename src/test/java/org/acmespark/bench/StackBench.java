package org.acmespark.bench;

import static org.acmespark.Args.each;
import static org.acmespark.Args.range;
import static org.acmespark.bench.Measures.delete;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.acmespark.ParallelMap;
import org.acmespark.Run;
import org.acmespark.model.AcmeException;
import org.acmespark.model.Dim;
import org.acmespark.model.Verbosity;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaSparkContext;

/**
 * 5000 computations of 100 doubles as one virtual dataset: how many files it rests on, how long the
 * container takes (three times, the last is the one that counts), and how long h5py takes to read
 * all of it with at most 1024 descriptors. Argument: directory (the one for temporary files).
 */
public final class StackBench {
  private static final int N = 5000;
  private static final int COLUMNS = 100;

  private static final String READ =
      """
      import h5py, sys, time, numpy as np
      start = time.perf_counter()
      with h5py.File(sys.argv[1], 'r') as f:
          whole = f['result_0'][()]
      seconds = time.perf_counter() - start
      assert whole.shape == (5000, 100) and not np.isnan(whole).any()
      assert (whole == np.arange(5000)[:, None] + np.arange(100) / 100).all()
      print(f'read whole by h5py        {seconds * 1000:7.1f} ms')
      """;

  private StackBench() {}

  public static void main(String[] args) throws Exception {
    Path parent = Path.of(args.length > 0 ? args[0] : System.getProperty("java.io.tmpdir"));
    Path folder = Measures.folderIn(parent, "acme-stack");
    var conf =
        new SparkConf().setMaster("local[2]").setAppName("stack").set("spark.ui.enabled", "false");
    try (var spark = new JavaSparkContext(conf)) {
      spark.setLogLevel("ERROR");
      Run<double[]> run = null;
      for (int round = 1; round <= 3; round++) {
        run = compute(folder.resolve("run" + round));
        System.out.println(container(run.directory().orElseThrow()));
      }
      h5py(run.container().orElseThrow());
    } finally {
      delete(folder);
    }
  }

  private static double[] row(int x) {
    double[] row = new double[COLUMNS];
    Arrays.setAll(row, k -> x + k / 100.0);
    return row;
  }

  private static Run<double[]> compute(Path directory) {
    try (var map =
        ParallelMap.over(each(range(N)))
            .map(StackBench::row)
            .resultShape(Dim.STACK, COLUMNS)
            .rangeSize(N / 200)
            .outputDir(directory)
            .verbosity(Verbosity.QUIET)
            .build()) {
      return map.compute().requireAllComputed();
    }
  }

  /** What the log says of the container. */
  private static String container(Path directory) throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      Path log = files.filter(file -> file.toString().endsWith(".log")).findFirst().orElseThrow();
      String line =
          Files.readAllLines(log).stream()
              .filter(text -> text.contains("container over"))
              .findFirst()
              .orElseThrow();
      return line.substring(line.indexOf("container over"));
    }
  }

  private static void h5py(Path container) throws Exception {
    var command =
        List.of(
            "sh",
            "-c",
            "ulimit -n 1024; exec /usr/bin/python3 -c \"$0\" \"$1\"",
            READ,
            container.toString());
    Process python = new ProcessBuilder(command).inheritIO().start();
    if (!python.waitFor(2, TimeUnit.MINUTES) || python.exitValue() != 0) {
      throw new AcmeException("h5py has not read " + container);
    }
  }
}
