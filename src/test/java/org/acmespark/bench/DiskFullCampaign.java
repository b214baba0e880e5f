package org.acmespark.bench;

import static org.acmespark.Args.each;
import static org.acmespark.Args.range;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;
import java.util.stream.Stream;
import net.razorvine.pickle.Unpickler;
import org.acmespark.LedgerAttempts;
import org.acmespark.ParallelMap;
import org.acmespark.ParallelMapBuilder;
import org.acmespark.Results;
import org.acmespark.Run;
import org.acmespark.SerializedResults;
import org.acmespark.model.AcmeException;
import org.acmespark.model.Dim;
import org.acmespark.model.Format;
import org.acmespark.model.Payload;
import org.acmespark.model.Verbosity;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaSparkContext;
import ucar.ma2.Array;

/**
 * Runs out of disk at many points, in each layout, on a file system of 24 MB that is mounted for it
 * in a mount namespace of its own (Linux; {@code unshare}). After each point it says whether the
 * run told path and cause or named failed computations, whether a container that is there holds
 * what the run says, and whether the run completes once there is room. A crash of the JVM, and
 * anything else that should not be, ends it with a status other than 0. Arguments: points per
 * layout (100), an empty directory to mount on (a temporary one).
 */
public final class DiskFullCampaign {
  /** Exit status where the file system cannot be mounted. */
  public static final int CANNOT_MOUNT = 99;

  private static final int N = 40;
  private static final int DOUBLES = 12_500;
  private static final long RESULT_BYTES = (long) N * DOUBLES * Double.BYTES;

  private DiskFullCampaign() {}

  /** Ways of keeping results, and how much room each takes beside the results once. */
  private enum Kept {
    PER_COMPUTATION(1.3, builder -> builder.payload(Payload.PER_COMPUTATION)),
    PER_PARTITION(1.3, builder -> builder.payload(Payload.PER_PARTITION)),
    COMPRESSED(1.3, builder -> builder.payload(Payload.PER_PARTITION).compression("deflate:1")),
    STACKED(1.3, builder -> builder.resultShape(Dim.STACK, DOUBLES)),
    UNLIMITED(
        1.3,
        builder -> builder.resultShape(Dim.STACK, Dim.UNLIMITED).payload(Payload.PER_PARTITION)),
    SINGLE_FILE(1.3, ParallelMapBuilder::singleFile),
    STACKED_SINGLE_FILE(1.3, builder -> builder.singleFile().resultShape(Dim.STACK, DOUBLES)),
    UNLIMITED_SINGLE_FILE(
        2.6, builder -> builder.singleFile().resultShape(Dim.STACK, Dim.UNLIMITED)),
    COMPRESSED_SINGLE_FILE(2.6, builder -> builder.singleFile().compression("deflate:1")),
    PICKLE(1.3, builder -> builder.format(Format.PICKLE)),
    SERIALIZED(1.3, builder -> builder.format(Format.SERIALIZED));

    private final double share;
    private final Consumer<ParallelMapBuilder<?>> choose;

    Kept(double share, Consumer<ParallelMapBuilder<?>> choose) {
      this.share = share;
      this.choose = choose;
    }

    long roomAt(double point) {
      return (long) (RESULT_BYTES * share * point);
    }
  }

  public static void main(String[] args) throws Exception {
    int points = args.length > 0 ? Integer.parseInt(args[0]) : 100;
    Path mount =
        args.length > 1
            ? Files.createDirectories(Path.of(args[1]))
            : Files.createTempDirectory("acme-disk-full");
    if (args.length > 2) {
      inside(points, mount);
    } else {
      System.exit(mounted(points, mount));
    }
  }

  private static int mounted(int points, Path mount) throws Exception {
    List<String> command =
        new ArrayList<>(
            List.of(
                "unshare",
                "--mount",
                "--map-root-user",
                "sh",
                "-c",
                "mount -t tmpfs -o size=24m tmpfs \"$0\" || exit " + CANNOT_MOUNT + "; exec \"$@\"",
                mount.toString(),
                Path.of(System.getProperty("java.home"), "bin", "java").toString()));
    command.addAll(ManagementFactory.getRuntimeMXBean().getInputArguments());
    command.addAll(
        List.of(
            "-cp",
            System.getProperty("java.class.path"),
            DiskFullCampaign.class.getName(),
            String.valueOf(points),
            mount.toString(),
            "inside"));
    try {
      return new ProcessBuilder(command).inheritIO().start().waitFor();
    } catch (IOException noUnshare) {
      return CANNOT_MOUNT;
    }
  }

  private static void inside(int points, Path mount) throws Exception {
    var conf =
        new SparkConf().setMaster("local[2]").setAppName("full").set("spark.ui.enabled", "false");
    try (var spark = new JavaSparkContext(conf)) {
      spark.setLogLevel("OFF"); // the disk's errors are wanted here
      for (Kept kept : Kept.values()) {
        for (int point = 0; point < points; point++) {
          long room = kept.roomAt((point + 0.5) / points);
          String outcome = atPoint(kept, mount, room);
          System.out.printf("%-24s %9d bytes free: %s%n", kept, room, outcome);
        }
      }
    }
    System.out.printf("%d points as they should be%n", points * Kept.values().length);
  }

  private static double[] noise(int x) {
    return new Random(x).doubles(DOUBLES).toArray();
  }

  private static ParallelMapBuilder<double[]> builder(Kept kept) {
    var builder =
        ParallelMap.over(each(range(N)))
            .map(DiskFullCampaign::noise)
            .rangeSize(4)
            .verbosity(Verbosity.QUIET);
    kept.choose.accept(builder);
    return builder;
  }

  private static String atPoint(Kept kept, Path mount, long room) throws IOException {
    clear(mount);
    Path ballast = mount.resolve("ballast");
    fill(ballast, mount, room);
    Path directory = mount.resolve("run");
    String outcome;
    try (var map = builder(kept).outputDir(directory).build()) {
      Run<double[]> run = map.compute();
      outcome = "%d computations failed".formatted(run.failures().size());
      run.failures().forEach(failure -> requireCause(failure.message()));
    } catch (AcmeException e) {
      requireCause(e.getMessage());
      require(e.getMessage().contains(mount.toString()), "names no path: " + e.getMessage());
      outcome = e.getMessage().lines().findFirst().orElseThrow();
    }
    boolean container = Files.exists(directory.resolve("noise.h5"));
    if (container) {
      requireAsRecorded(directory);
    }
    Files.delete(ballast);
    completes(kept, directory);
    return (container ? "container, " : "no container, ") + outcome;
  }

  private static void requireCause(String message) {
    require(message.contains("No space left on device"), "names no cause: " + message);
  }

  /** A container does not look complete unless it is. */
  private static void requireAsRecorded(Path directory) throws IOException {
    boolean complete =
        Files.readString(directory.resolve("noise_run.json"))
            .contains("\"outcome\" : \"complete\"");
    try (var results = Results.open(directory)) {
      var report = results.verify();
      require(!complete || report.isComplete(), "looks complete and is not: " + report);
      long recorded = LedgerAttempts.computed(directory.resolve("noise_computations.jsonl"));
      require(
          report.readable() == recorded,
          "shows %d of %d results: %s".formatted(report.readable(), recorded, report));
    }
  }

  private static void completes(Kept kept, Path directory) throws IOException {
    ParallelMapBuilder<double[]> again = builder(kept);
    if (Files.exists(directory.resolve("noise_run.json"))) {
      again.resume(directory).retryFailed();
    } else {
      again.outputDir(directory);
    }
    Run<double[]> run;
    try (var map = again.build()) {
      run = map.compute().requireAllComputed();
    }
    if (kept != Kept.PICKLE && kept != Kept.SERIALIZED) {
      try (var results = Results.open(directory)) {
        require(results.verify().isComplete(), "does not complete when there is room");
        for (int i = 0; i < N; i++) {
          requireNoise(i, ((Array) results.computation(i).value(0)).copyTo1DJavaArray());
        }
      }
      return;
    }
    for (int i = 0; i < N; i++) {
      Path file = run.file(i).orElseThrow();
      requireNoise(i, kept == Kept.PICKLE ? unpickled(file) : SerializedResults.read(file));
    }
  }

  private static Object unpickled(Path file) throws IOException {
    try (var in = Files.newInputStream(file)) {
      return new Unpickler().load(in);
    }
  }

  private static void requireNoise(int index, Object found) {
    require(Arrays.equals(noise(index), (double[]) found), "computation " + index + " is wrong");
  }

  private static void require(boolean condition, String otherwise) {
    if (!condition) {
      throw new IllegalStateException(otherwise);
    }
  }

  private static void fill(Path ballast, Path mount, long room) throws IOException {
    long length = Files.getFileStore(mount).getUsableSpace() - room;
    ByteBuffer zeros = ByteBuffer.allocate(1 << 16);
    try (var channel =
        FileChannel.open(ballast, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
      while (channel.size() < length) {
        zeros.clear().limit((int) Math.min(zeros.capacity(), length - channel.size()));
        channel.write(zeros);
      }
    }
  }

  private static void clear(Path mount) throws IOException {
    try (Stream<Path> paths = Files.walk(mount)) {
      for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
        if (!path.equals(mount)) {
          Files.delete(path);
        }
      }
    }
  }
}
