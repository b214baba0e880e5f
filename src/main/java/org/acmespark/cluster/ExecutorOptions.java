package org.acmespark.cluster;

import org.apache.spark.SparkConf;

/**
 * Options with which the JVMs of workers and executors start sooner: classes come from an archive,
 * and the optimizing compiler begins later. {@code submit/acme} knows them; other drivers have
 * none.
 */
final class ExecutorOptions {
  private static final String OURS = "acme.executor.options";
  private static final String OF_WORKERS = "acme.worker.options";
  private static final String SPARKS = "spark.executor.extraJavaOptions";

  private ExecutorOptions() {}

  /** Options for the JVMs of workers, in the notation of bash. */
  static String ofWorkers() {
    return System.getProperty(OF_WORKERS, "");
  }

  /** Adds the options before those that {@code conf} has, which win where they differ. */
  static void addTo(SparkConf conf) {
    String ours = System.getProperty(OURS, "").strip();
    if (!ours.isEmpty()) {
      conf.set(SPARKS, (ours + " " + conf.get(SPARKS, "")).strip());
    }
  }
}
