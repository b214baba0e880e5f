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
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import org.acmespark.ParallelMap;
import org.acmespark.hdf5.Hdf5Writer;
import org.acmespark.hdf5.value.Hdf5Value;
import org.acmespark.model.Dim;
import org.acmespark.model.Verbosity;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaSparkContext;

/**
 * Rows of 8 MB of one dataset: written in place by two threads, each at its own offset of one early
 * allocated contiguous dataset and synced after every row; gathered into a single file; and in
 * payload files. Arguments: rows (64), directory (the one for temporary files).
 */
public final class RowsInPlaceBench {
  private static final int DOUBLES = 1 << 20;
  private static final double[] ROW = new double[DOUBLES];

  private RowsInPlaceBench() {}

  public static void main(String[] args) throws Exception {
    int rows = args.length > 0 ? Integer.parseInt(args[0]) : 64;
    Path parent = Path.of(args.length > 1 ? args[1] : System.getProperty("java.io.tmpdir"));
    Path folder = Measures.folderIn(parent, "acme-rows");
    Arrays.setAll(ROW, k -> k);
    var conf =
        new SparkConf().setMaster("local[2]").setAppName("rows").set("spark.ui.enabled", "false");
    try (var spark = new JavaSparkContext(conf)) {
      spark.setLogLevel("ERROR");
      acme(4, folder.resolve("warm-up"), true);
      for (int round = 1; round <= 2; round++) {
        print("rows in place, two threads", rows, inPlace(rows, folder.resolve("place" + round)));
        print("gathered into one file", rows, acme(rows, folder.resolve("one" + round), true));
        print("payload files", rows, acme(rows, folder.resolve("many" + round), false));
      }
    } finally {
      delete(folder);
    }
  }

  private static double[] row(int x) {
    return ROW;
  }

  private static double acme(int n, Path directory, boolean oneFile) throws IOException {
    var builder =
        ParallelMap.over(each(range(n)))
            .map(RowsInPlaceBench::row)
            .resultShape(Dim.STACK, DOUBLES)
            .outputDir(directory)
            .verbosity(Verbosity.QUIET);
    if (oneFile) {
      builder.singleFile();
    }
    long start = System.nanoTime();
    try (var map = builder.build()) {
      map.compute().requireAllComputed();
    }
    double seconds = seconds(start);
    delete(directory);
    return seconds;
  }

  private static double inPlace(int n, Path directory) throws Exception {
    Files.createDirectory(directory);
    try (var loading = Hdf5Writer.create(directory.resolve("loading.h5"))) {
      loading.write("x", Hdf5Value.of(1));
      loading.commit();
    }
    Path file = directory.resolve("rows.h5");
    long start = System.nanoTime();
    long offset = allocate(file, n);
    var threads = Executors.newFixedThreadPool(2);
    List<Callable<Path>> tasks = new ArrayList<>();
    for (int i = 0; i < n; i++) {
      long place = offset + (long) i * DOUBLES * Double.BYTES;
      tasks.add(() -> write(file, place));
    }
    for (var written : threads.invokeAll(tasks)) {
      written.get();
    }
    double seconds = seconds(start);
    threads.shutdown();
    delete(directory);
    return seconds;
  }

  private static long allocate(Path file, int n) {
    synchronized (H5.class) {
      long id =
          H5.H5Fcreate(
              file.toString(),
              HDF5Constants.H5F_ACC_EXCL,
              HDF5Constants.H5P_DEFAULT,
              HDF5Constants.H5P_DEFAULT);
      long space = H5.H5Screate_simple(2, new long[] {n, DOUBLES}, null);
      long creation = H5.H5Pcreate(HDF5Constants.H5P_DATASET_CREATE);
      H5.H5Pset_alloc_time(creation, HDF5Constants.H5D_ALLOC_TIME_EARLY);
      H5.H5Pset_fill_time(creation, HDF5Constants.H5D_FILL_TIME_NEVER);
      long dataset =
          H5.H5Dcreate(
              id,
              "result_0",
              HDF5Constants.H5T_NATIVE_DOUBLE,
              space,
              HDF5Constants.H5P_DEFAULT,
              creation,
              HDF5Constants.H5P_DEFAULT);
      long offset = H5.H5Dget_offset(dataset);
      H5.H5Dclose(dataset);
      H5.H5Pclose(creation);
      H5.H5Sclose(space);
      H5.H5Fclose(id);
      return offset;
    }
  }

  private static Path write(Path file, long place) throws IOException {
    ByteBuffer buffer = ByteBuffer.allocateDirect(1 << 20).order(ByteOrder.LITTLE_ENDIAN);
    try (var channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      long position = place;
      for (int at = 0; at < DOUBLES; at += buffer.capacity() / Double.BYTES) {
        buffer.clear();
        buffer.asDoubleBuffer().put(ROW, at, buffer.capacity() / Double.BYTES);
        while (buffer.hasRemaining()) {
          position += channel.write(buffer, position);
        }
      }
      channel.force(false);
    }
    return file;
  }

  private static void print(String what, int n, double seconds) {
    System.out.printf("%-28s %7.2f s %7.0f MB/s%n", what, seconds, n * 8 / seconds);
  }
}
