package org.acmespark.cluster;

import java.util.OptionalLong;

/** Divides the memory of a worker's job, in MiB. */
public final class WorkerMemory {
  /** Spark refuses executors with less heap. */
  static final long HEAP_AT_LEAST = 480;

  /** Memory of the worker process: 256 MiB of heap, and the JVM's other memory. */
  private static final long DAEMON = 400;

  /** Spark's rule for the memory that an executor needs in addition to its heap. */
  private static final long OVERHEAD_AT_LEAST = 384;

  private static final double OVERHEAD_PART = 0.1;

  /** Part of an executor's heap that Spark reserves. */
  private static final long RESERVED = 300;

  /** Computations differ, and the garbage collector needs room. */
  private static final double ROOM = 1.2;

  private static final long STEP = 100;

  private WorkerMemory() {}

  /**
   * Computes the executor's heap in a job with this much memory.
   *
   * @param overhead memory that an executor needs in addition to its heap; empty: Spark's rule
   */
  static long heap(long job, OptionalLong overhead) {
    long rest = job - DAEMON;
    long bySpark = Math.max(OVERHEAD_AT_LEAST, (long) Math.ceil(OVERHEAD_PART * rest));
    return rest - overhead.orElse(bySpark);
  }

  /** Minimum memory of a job. */
  static long least(OptionalLong overhead) {
    return DAEMON + overhead.orElse(OVERHEAD_AT_LEAST) + HEAP_AT_LEAST;
  }

  /**
   * Computes the memory of a job from the memory of its computations: a fifth more than that in the
   * executor's heap, plus the needs of Spark and the JVMs, rounded up to whole hundreds.
   *
   * @param peakBytes peak memory of one computation, in bytes
   * @param atATime number of computations at the same time
   */
  public static long forComputations(long peakBytes, int atATime) {
    double computations = ROOM * peakBytes * atATime / (1 << 20);
    double heap = Math.max(HEAP_AT_LEAST, computations + RESERVED);
    double job = DAEMON + Math.max(heap + OVERHEAD_AT_LEAST, heap / (1 - OVERHEAD_PART));
    return (long) Math.ceil(job / STEP) * STEP;
  }
}
