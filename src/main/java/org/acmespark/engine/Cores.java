package org.acmespark.engine;

import java.util.stream.IntStream;
import org.apache.spark.api.java.JavaSparkContext;
import scala.jdk.javaapi.CollectionConverters;

/** How many tasks the executors that are present can run at a time. */
final class Cores {
  private Cores() {}

  static int present(JavaSparkContext spark) {
    return perExecutorOf(spark).sum();
  }

  /** As many as the largest executor runs, 1 at least. */
  static int perExecutor(JavaSparkContext spark) {
    return Math.max(1, perExecutorOf(spark).max().orElse(1));
  }

  private static IntStream perExecutorOf(JavaSparkContext spark) {
    int perTask = spark.sc().conf().getInt("spark.task.cpus", 1);
    return CollectionConverters.asJava(spark.sc().statusStore().executorList(true)).stream()
        .mapToInt(executor -> executor.totalCores() / perTask);
  }
}
