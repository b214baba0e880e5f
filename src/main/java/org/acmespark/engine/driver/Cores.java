package org.acmespark.engine.driver;

import java.util.stream.IntStream;
import org.apache.spark.api.java.JavaSparkContext;
import scala.jdk.javaapi.CollectionConverters;

/** How many tasks the executors that are present can run at a time. */
public final class Cores {
  private Cores() {}

  public static int present(JavaSparkContext spark) {
    return perExecutorOf(spark).sum();
  }

  /** As many as the largest executor runs, 1 at least. */
  public static int perExecutor(JavaSparkContext spark) {
    return Math.max(1, perExecutorOf(spark).max().orElse(1));
  }

  private static IntStream perExecutorOf(JavaSparkContext spark) {
    int perTask = spark.sc().conf().getInt("spark.task.cpus", 1);
    return CollectionConverters.asJava(spark.sc().statusStore().executorList(true)).stream()
        .mapToInt(executor -> executor.totalCores() / perTask);
  }
}
