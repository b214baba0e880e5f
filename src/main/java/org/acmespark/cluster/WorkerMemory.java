package org.acmespark.cluster;

import java.util.OptionalLong;

/** How the memory of a worker's job is divided, in MiB. */
public final class WorkerMemory {
  /** Spark refuses executors with less heap. */
  static final long HEAP_AT_LEAST = 480;

  /** The worker process: 256 MiB of heap, and what a JVM needs beside it. */
  private static final long DAEMON = 400;

  /** Spark's own rule for what an executor needs beside its heap. */
  private static final long OVERHEAD_AT_LEAST = 384;

  private static final double OVERHEAD_PART = 0.1;

  /** What Spark keeps of an executor's heap for itself. */
  private static final long RESERVED = 300;

  /** Computations differ, and a collector wants room. */
  private static final double ROOM = 1.2;

  private static final long STEP = 100;

  private WorkerMemory() {}

  /**
   * The executor's heap in a job with so much memory.
   *
   * @param overhead what an executor needs beside its heap; empty: Spark's own rule
   */
  static long heap(long job, OptionalLong overhead) {
    long rest = job - DAEMON;
    long bySpark = Math.max(OVERHEAD_AT_LEAST, (long) Math.ceil(OVERHEAD_PART * rest));
    return rest - overhead.orElse(bySpark);
  }

  /** The least that a job may have. */
  static long least(OptionalLong overhead) {
    return DAEMON + overhead.orElse(OVERHEAD_AT_LEAST) + HEAP_AT_LEAST;
  }

  /**
   * What a job needs whose computations take so much memory each: a fifth more than that in the
   * executor's heap, with what Spark and the JVMs need, in whole hundreds.
   *
   * @param peakBytes of one computation, in bytes
   * @param atATime computations at a time
   */
  public static long forComputations(long peakBytes, int atATime) {
    double computations = ROOM * peakBytes * atATime / (1 << 20);
    double heap = Math.max(HEAP_AT_LEAST, computations + RESERVED);
    double job = DAEMON + Math.max(heap + OVERHEAD_AT_LEAST, heap / (1 - OVERHEAD_PART));
    return (long) Math.ceil(job / STEP) * STEP;
  }
}
