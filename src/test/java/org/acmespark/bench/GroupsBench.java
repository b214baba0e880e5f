package org.acmespark.bench;

import static org.acmespark.Args.each;
import static org.acmespark.Args.range;
import static org.acmespark.bench.Measures.delete;
import static org.acmespark.bench.Measures.folderIn;
import static org.acmespark.bench.Measures.seconds;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import org.acmespark.ParallelMap;
import org.acmespark.Results;
import org.acmespark.hdf5.Hdf5Writer;
import org.acmespark.model.Verbosity;
import org.acmespark.reading.ComputationResults;

/**
 * Runs with a group for each computation, and reading them, beside the least that HDF5 needs for
 * that: loops in C with the same library and property lists, which {@code cc} compiles first.
 * Arguments: computations (1000000), rounds (1), directory (the one for temporary files).
 */
public final class GroupsBench {
  private static final String SOURCE = "least_groups.c";

  private final Path folder;
  private final int n;

  private GroupsBench(Path folder, int n) {
    this.folder = folder;
    this.n = n;
  }

  public static void main(String[] args) throws Exception {
    int n = args.length > 0 ? Integer.parseInt(args[0]) : 1_000_000;
    int rounds = args.length > 1 ? Integer.parseInt(args[1]) : 1;
    Path parent = Path.of(args.length > 2 ? args[2] : System.getProperty("java.io.tmpdir"));
    Path folder = folderIn(parent, "acme-groups");
    try (var spark = AllBench.spark("local[2]")) {
      System.out.printf("%d groups with one number, %s%n", n, spark.sc().master());
      new GroupsBench(folder, n).print(rounds);
    } finally {
      delete(folder);
    }
  }

  private void print(int rounds) throws Exception {
    String loop = compiled();
    for (int round = 0; round < rounds; round++) {
      double[] first = least(loop);
      double[] files = ours(false);
      double[] second = least(loop);
      double[] file = ours(true);
      double[] third = least(loop);
      line("files", files[0], (first[0] + first[1] + second[0] + second[1]) / 2);
      line("values", files[1], (first[2] + second[2]) / 2);
      line("one file", file[0], (second[0] + third[0]) / 2);
    }
  }

  private static void line(String what, double ours, double least) {
    System.out.printf(
        Locale.ROOT,
        "%-9s ours %7.2f s, loop in C %7.2f s, ratio %.2f%n",
        what,
        ours,
        least,
        least / ours);
  }

  /** Seconds of a run, and for its values, one by one. */
  private double[] ours(boolean singleFile) throws IOException {
    Path directory = folder.resolve("run");
    var builder = ParallelMap.over(each(range(n))).map(GroupsBench::cheap).outputDir(directory);
    if (singleFile) {
      builder.singleFile();
    }
    long start = System.nanoTime();
    try (var map = builder.verbosity(Verbosity.QUIET).build()) {
      map.compute().requireAllComputed();
    }
    double written = seconds(start);
    start = System.nanoTime();
    double sum = 0;
    try (var results = Results.open(directory)) {
      for (ComputationResults computation : results) {
        sum += (Double) computation.value(0);
      }
    }
    double read = seconds(start);
    delete(directory);
    if (Double.isNaN(sum)) {
      throw new IllegalStateException("a value is not a number");
    }
    return new double[] {written, read};
  }

  private static double cheap(int x) {
    return Math.sin(x);
  }

  /** Seconds for the groups, for a link to each, and for reading them. */
  private double[] least(String loop) throws Exception {
    Path groups = folder.resolve("groups.h5");
    Path links = folder.resolve("links.h5");
    String[] printed =
        output(loop, String.valueOf(n), groups.toString(), links.toString()).split(" ");
    Files.delete(groups);
    Files.delete(links);
    return Arrays.stream(printed).mapToDouble(Double::parseDouble).toArray();
  }

  /** Compiles the loop for the library that this JVM has loaded. */
  private String compiled() throws Exception {
    Hdf5Writer.create(folder.resolve("loads-the-library.h5")).close();
    String library =
        Files.readAllLines(Path.of("/proc/self/maps")).stream()
            .filter(line -> line.matches(".*/libhdf5\\.so[.0-9]*"))
            .map(line -> line.substring(line.indexOf('/')))
            .findFirst()
            .orElseThrow();
    Path source = folder.resolve(SOURCE);
    try (var in = GroupsBench.class.getResourceAsStream(SOURCE)) {
      Files.copy(in, source);
    }
    String loop = folder.resolve("least_groups").toString();
    output("cc", "-O2", "-o", loop, source.toString(), library, "-Wl,-rpath," + parent(library));
    return loop;
  }

  private static String parent(String file) {
    return new File(file).getParent();
  }

  private static String output(String... command) throws Exception {
    Process process =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
    String output = new String(process.getInputStream().readAllBytes()).strip();
    if (process.waitFor() != 0) {
      throw new IOException(command[0] + " ended with " + process.exitValue());
    }
    return output;
  }
}
