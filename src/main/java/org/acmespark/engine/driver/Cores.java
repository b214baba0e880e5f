package org.acmespark.engine.driver;

import java.util.stream.IntStream;
import org.apache.spark.api.java.JavaSparkContext;
import scala.jdk.javaapi.CollectionConverters;

/** Counts the tasks that the present executors can run at the same time. */
public final class Cores {
  private Cores() {}

  public static int present(JavaSparkContext spark) {
    return perExecutorOf(spark).sum();
  }

  /** Returns the number of tasks that the largest executor can run at the same time, at least 1. */
  public static int perExecutor(JavaSparkContext spark) {
    return Math.max(1, perExecutorOf(spark).max().orElse(1));
  }

  private static IntStream perExecutorOf(JavaSparkContext spark) {
    int perTask = spark.sc().conf().getInt("spark.task.cpus", 1);
    return CollectionConverters.asJava(spark.sc().statusStore().executorList(true)).stream()
        .mapToInt(executor -> executor.totalCores() / perTask);
  }
}
