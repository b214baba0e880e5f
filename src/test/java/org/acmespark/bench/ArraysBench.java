package org.acmespark.bench;

import static org.acmespark.Args.each;
import static org.acmespark.Args.range;
import static org.acmespark.bench.Measures.delete;
import static org.acmespark.bench.Measures.seconds;

import hdf.hdf5lib.H5;
import hdf.hdf5lib.HDF5Constants;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import org.acmespark.ParallelMap;
import org.acmespark.hdf5.Hdf5Writer;
import org.acmespark.hdf5.value.Hdf5Value;
import org.acmespark.model.Payload;
import org.acmespark.model.Verbosity;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaSparkContext;

/**
 * Arrays of 32 MB into payload files on two cores: beside plain {@code FileChannel} writes of two
 * threads, as large and synced as well, and with {@code deflate:1} beside one thread that has the
 * HDF5 library compress them. Arguments: number of arrays (64), directory (the one for temporary
 * files).
 */
public final class ArraysBench {
  private static final int DOUBLES = 4 << 20;
  private static final int MEGABYTES = 32;

  /** A random walk in steps of 1/1024, as a sensor that has few bits. */
  private static final double[] WALK = walk();

  private ArraysBench() {}

  public static void main(String[] args) throws Exception {
    int arrays = args.length > 0 ? Integer.parseInt(args[0]) : 64;
    Path parent = Path.of(args.length > 1 ? args[1] : System.getProperty("java.io.tmpdir"));
    Path folder = Measures.folderIn(parent, "acme-arrays");
    var conf =
        new SparkConf().setMaster("local[2]").setAppName("arrays").set("spark.ui.enabled", "false");
    try (var spark = new JavaSparkContext(conf)) {
      spark.setLogLevel("ERROR");
      acme(4, folder.resolve("warm-up"), "deflate:1");
      for (int round = 1; round <= 2; round++) {
        double plain = plain(arrays, folder.resolve("plain" + round));
        double acme = acme(arrays, folder.resolve("acme" + round), "none");
        print("plain FileChannel, two threads", arrays, plain, 1);
        print("payload files", arrays, acme, plain / acme);
      }
      for (int round = 1; round <= 2; round++) {
        double library = library(arrays, folder.resolve("library" + round));
        double packed = acme(arrays, folder.resolve("packed" + round), "deflate:1");
        print("deflate:1, the library's thread", arrays, library, 1);
        print("payload files with deflate:1", arrays, packed, library / packed);
      }
    } finally {
      delete(folder);
    }
  }

  private static double[] walk() {
    var random = new Random(1);
    double[] walk = new double[DOUBLES];
    for (int k = 1; k < DOUBLES; k++) {
      walk[k] = walk[k - 1] + (random.nextInt(9) - 4) / 1024.0;
    }
    return walk;
  }

  private static double[] same(int x) {
    return WALK;
  }

  private static double acme(int n, Path directory, String compression) throws IOException {
    var builder =
        ParallelMap.over(each(range(n)))
            .map(ArraysBench::same)
            .payload(Payload.PER_COMPUTATION)
            .compression(compression)
            .outputDir(directory)
            .verbosity(Verbosity.QUIET);
    long start = System.nanoTime();
    try (var map = builder.build()) {
      map.compute().requireAllComputed();
    }
    double seconds = seconds(start);
    delete(directory);
    return seconds;
  }

  /** Packs and writes in pieces, as the payload files are written. */
  private static double plain(int n, Path directory) throws Exception {
    Files.createDirectory(directory);
    var threads = Executors.newFixedThreadPool(2);
    List<Callable<Path>> writes = new ArrayList<>();
    for (int i = 0; i < n; i++) {
      Path file = directory.resolve("plain_" + i);
      writes.add(
          () -> {
            ByteBuffer buffer = ByteBuffer.allocateDirect(1 << 20).order(ByteOrder.LITTLE_ENDIAN);
            try (var channel =
                FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
              for (int at = 0; at < DOUBLES; at += buffer.capacity() / Double.BYTES) {
                buffer.clear();
                buffer.asDoubleBuffer().put(WALK, at, buffer.capacity() / Double.BYTES);
                while (buffer.hasRemaining()) {
                  channel.write(buffer);
                }
              }
              channel.force(true);
            }
            return file;
          });
    }
    long start = System.nanoTime();
    for (var written : threads.invokeAll(writes)) {
      written.get();
    }
    double seconds = seconds(start);
    threads.shutdown();
    delete(directory);
    return seconds;
  }

  /** One dataset after the other through the library's own filters, chunks as ours. */
  private static double library(int n, Path directory) throws IOException {
    Files.createDirectory(directory);
    try (var loading = Hdf5Writer.create(directory.resolve("loading.h5"))) {
      loading.write("x", Hdf5Value.of(1));
      loading.commit();
    }
    long start = System.nanoTime();
    for (int i = 0; i < n; i++) {
      Path file = directory.resolve("library_" + i + ".h5");
      synchronized (H5.class) {
        long id =
            H5.H5Fcreate(
                file.toString(),
                HDF5Constants.H5F_ACC_EXCL,
                HDF5Constants.H5P_DEFAULT,
                HDF5Constants.H5P_DEFAULT);
        long space = H5.H5Screate_simple(1, new long[] {DOUBLES}, null);
        long creation = H5.H5Pcreate(HDF5Constants.H5P_DATASET_CREATE);
        H5.H5Pset_chunk(creation, 1, new long[] {(1 << 20) / Double.BYTES});
        H5.H5Pset_shuffle(creation);
        H5.H5Pset_deflate(creation, 1);
        long dataset =
            H5.H5Dcreate(
                id,
                "result_0",
                HDF5Constants.H5T_NATIVE_DOUBLE,
                space,
                HDF5Constants.H5P_DEFAULT,
                creation,
                HDF5Constants.H5P_DEFAULT);
        H5.H5Dwrite(
            dataset,
            HDF5Constants.H5T_NATIVE_DOUBLE,
            HDF5Constants.H5S_ALL,
            HDF5Constants.H5S_ALL,
            HDF5Constants.H5P_DEFAULT,
            WALK);
        H5.H5Dclose(dataset);
        H5.H5Pclose(creation);
        H5.H5Sclose(space);
        H5.H5Fclose(id);
      }
      try (var channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
        channel.force(true);
      }
    }
    double seconds = seconds(start);
    delete(directory);
    return seconds;
  }

  private static void print(String what, int n, double seconds, double ratio) {
    System.out.printf(
        "%-34s %7.2f s %7.0f MB/s %6.2f%n", what, seconds, n * MEGABYTES / seconds, ratio);
  }
}
