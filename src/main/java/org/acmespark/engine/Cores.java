package org.acmespark.engine;

import org.apache.spark.api.java.JavaSparkContext;
import scala.jdk.javaapi.CollectionConverters;

/** How many tasks the executors that are present can run at a time. */
final class Cores {
  private Cores() {}

  static int present(JavaSparkContext spark) {
    int perTask = spark.sc().conf().getInt("spark.task.cpus", 1);
    return CollectionConverters.asJava(spark.sc().statusStore().executorList(true)).stream()
        .mapToInt(executor -> executor.totalCores() / perTask)
        .sum();
  }
}
