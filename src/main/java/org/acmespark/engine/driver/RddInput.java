package org.acmespark.engine.driver;

import java.io.Serializable;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import org.acmespark.model.Arg;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.rdd.PartitionPruningRDD;
import org.apache.spark.rdd.RDD;
import org.apache.spark.storage.StorageLevel;
import scala.reflect.ClassTag;
import scala.reflect.ClassTag$;
import scala.runtime.AbstractFunction1;

/**
 * Inputs that lie in an RDD. It knows where the partitions begin and which part of the RDD a range
 * reads. The elements do not pass through the driver.
 */
public final class RddInput implements AutoCloseable {
  private static final ClassTag<Object> ANY = ClassTag$.MODULE$.apply(Object.class);

  private final JavaRDD<Object> rdd;
  private final boolean persisted;
  private final long[] begins;

  private RddInput(JavaRDD<Object> rdd, boolean persisted, long[] begins) {
    this.rdd = rdd;
    this.persisted = persisted;
    this.begins = begins;
  }

  /** Returns all elements on the driver. */
  Iterator<?> all() {
    return rdd.toLocalIterator();
  }

  /** Returns the number of elements in the RDD of an {@link Arg.Distributed}. Runs a Spark job. */
  public static long count(Arg.Distributed<?> arg) {
    return ((RDD<?>) arg.rdd()).count();
  }

  /** Returns the RDD among the arguments, if there is one. */
  public static Optional<RddInput> of(List<Arg<?>> args) {
    List<Arg.Distributed<?>> found =
        args.stream()
            .filter(Arg.Distributed.class::isInstance)
            .<Arg.Distributed<?>>map(Arg.Distributed.class::cast)
            .toList();
    if (found.isEmpty()) {
      return Optional.empty();
    }
    if (found.size() > 1) {
      throw new IllegalArgumentException(
          "%s arguments are RDDs, at most one may be; zip them into one RDD of tuples"
              .formatted(found.size()));
    }
    return Optional.of(open(found.get(0)));
  }

  @SuppressWarnings("unchecked")
  private static RddInput open(Arg.Distributed<?> arg) {
    JavaRDD<Object> rdd = new JavaRDD<>((RDD<Object>) arg.rdd(), ANY);
    boolean persist = rdd.getStorageLevel().equals(StorageLevel.NONE());
    if (persist) {
      rdd.persist(StorageLevel.MEMORY_AND_DISK()); // each range of a partition reads it again
    }
    List<Integer> sizes =
        rdd.mapPartitions(
                elements -> {
                  int n = 0;
                  while (elements.hasNext()) {
                    elements.next();
                    n = Math.addExact(n, 1);
                  }
                  return List.of(n).iterator();
                })
            .collect();
    long[] begins = new long[sizes.size() + 1];
    for (int p = 0; p < sizes.size(); p++) {
      begins[p + 1] = begins[p] + sizes.get(p);
    }
    return new RddInput(rdd, persist, begins);
  }

  private int partitionOf(long index) {
    int at = Arrays.binarySearch(begins, index);
    int partition = at >= 0 ? at : -at - 2;
    while (begins[partition + 1] <= index) {
      partition++; // skips empty partitions
    }
    return partition;
  }

  /** Returns the end of the partition that holds {@code index}. No range extends beyond it. */
  long endOfPartition(long index) {
    return begins[partitionOf(index) + 1];
  }

  /** Returns the number of elements of the partition that come before {@code index}. */
  public long skip(long index) {
    return index - begins[partitionOf(index)];
  }

  /** Returns an RDD with only the partition that holds {@code index}. */
  public JavaRDD<Object> partition(long index) {
    return new JavaRDD<>(PartitionPruningRDD.create(rdd.rdd(), new Only(partitionOf(index))), ANY);
  }

  /** Removes the elements that were cached for the run. */
  @Override
  public void close() {
    if (persisted) {
      Removals.remove(rdd);
    }
  }

  private static final class Only extends AbstractFunction1<Object, Object>
      implements Serializable {
    private static final long serialVersionUID = 1;

    private final int partition;

    Only(int partition) {
      this.partition = partition;
    }

    @Override
    public Object apply(Object candidate) {
      return (Integer) candidate == partition;
    }
  }
}
