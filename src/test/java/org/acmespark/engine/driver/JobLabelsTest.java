package org.acmespark.engine.driver;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListSet;
import org.acmespark.Args;
import org.acmespark.ParallelMap;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerJobStart;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What Spark's web page says of the jobs of a run. */
class JobLabelsTest {
  private static final Set<String> SEEN = new ConcurrentSkipListSet<>();
  private static JavaSparkContext spark;

  @BeforeAll
  static void startSpark() {
    spark =
        new JavaSparkContext(
            new SparkConf()
                .setMaster("local[2]")
                .setAppName("JobLabelsTest")
                .set("spark.ui.enabled", "false"));
    spark.setLogLevel("ERROR");
    spark
        .sc()
        .addSparkListener(
            new SparkListener() {
              @Override
              public void onJobStart(SparkListenerJobStart job) {
                SEEN.add(
                    job.properties()
                            .getProperty("spark.jobGroup.id")
                            .replaceFirst("acme .*", "acme")
                        + " | "
                        + job.properties().getProperty("spark.job.description"));
              }
            });
  }

  @AfterAll
  static void stopSpark() {
    spark.stop();
  }

  static int twice(int x) {
    return 2 * x;
  }

  @Test
  void jobsAreNamedAndTheCallersNamesComeBack() throws Exception {
    try (var map =
        ParallelMap.over(Args.each(Args.range(5))).map(JobLabelsTest::twice).inMemory().build()) {
      map.compute();
    }
    spark.setJobGroup("mine", "my job");
    var numbers = spark.parallelize(List.of(1, 2, 3, 4), 1);
    try (var map =
        ParallelMap.over(Args.each(numbers))
            .map(JobLabelsTest::twice)
            .inMemory()
            .rangeSize(2)
            .build()) {
      map.compute();
    }
    assertEquals("mine", spark.getLocalProperty("spark.jobGroup.id"));
    assertEquals("my job", spark.getLocalProperty("spark.job.description"));
    spark.clearJobGroup();
    spark.sc().listenerBus().waitUntilEmpty();
    assertTrue(SEEN.contains("acme | acme twice: 5 of 5 computations are left"), SEEN::toString);
    assertTrue(SEEN.contains("mine | acme twice: computations 0-1 of 4"), SEEN::toString);
    assertTrue(SEEN.contains("mine | acme twice: computations 2-3 of 4"), SEEN::toString);
  }
}
