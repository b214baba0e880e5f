package org.acmespark.engine;

import java.io.Serializable;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.LongFunction;
import java.util.stream.IntStream;
import org.acmespark.store.payload.SerializedFiles;
import org.apache.spark.api.java.JavaPairRDD;
import org.apache.spark.api.java.JavaSparkContext;
import scala.Tuple2;

/**
 * Provides results that are serialized in files, one file per computation, as an RDD. Each action
 * reads the files again on the executors and does not call the function.
 */
public final class StoredResults {
  /**
   * The most files in one partition. A task reads a few thousand files per second, and larger
   * partitions would leave other cores idle.
   */
  private static final int FILES_PER_PARTITION_AT_MOST = 1000;

  private StoredResults() {}

  /** The files that one partition reads. */
  private record Slice(long[] indices, String[] files) implements Serializable {}

  /**
   * Returns the results of all computations that have a file, in the order of the computations.
   * Runs no Spark job.
   *
   * @param fileOf returns the file of a computation, as executors see it
   * @param classPatterns patterns of the classes that may be read in addition to values
   */
  public static JavaPairRDD<Long, Object> rdd(
      JavaSparkContext spark,
      long nInputs,
      LongFunction<Optional<Path>> fileOf,
      List<String> classPatterns) {
    List<Long> indices = new ArrayList<>();
    List<String> files = new ArrayList<>();
    for (long index = 0; index < nInputs; index++) {
      Optional<Path> file = fileOf.apply(index);
      if (file.isPresent()) {
        indices.add(index);
        files.add(file.get().toString());
      }
    }
    int count = files.size();
    int partitions =
        Math.max(
            Math.min(count, 2 * spark.defaultParallelism()),
            (count + FILES_PER_PARTITION_AT_MOST - 1) / FILES_PER_PARTITION_AT_MOST);
    List<Slice> slices =
        IntStream.range(0, partitions)
            .mapToObj(
                p -> {
                  int from = (int) ((long) count * p / partitions);
                  int to = (int) ((long) count * (p + 1) / partitions);
                  return new Slice(
                      indices.subList(from, to).stream().mapToLong(Long::longValue).toArray(),
                      files.subList(from, to).toArray(String[]::new));
                })
            .toList();
    List<String> patterns = new ArrayList<>(classPatterns);
    return spark
        .parallelize(slices, Math.max(1, partitions))
        .flatMapToPair(
            slice ->
                IntStream.range(0, slice.files().length)
                    .mapToObj(
                        k ->
                            new Tuple2<>(
                                slice.indices()[k],
                                SerializedFiles.read(Path.of(slice.files()[k]), patterns)))
                    .iterator());
  }
}
