package org.acmespark.engine.driver;

import java.util.Optional;
import org.acmespark.engine.channel.RunSpec;
import org.apache.spark.api.java.JavaSparkContext;

/**
 * Names the Spark jobs of a run in Spark's web page and event log. The names are properties of the
 * thread, so the caller's own are put back at the end.
 */
final class JobLabels implements AutoCloseable {
  private static final String GROUP = "spark.jobGroup.id";
  private static final String DESCRIPTION = "spark.job.description";

  private final JavaSparkContext spark;
  private final RunSpec spec;
  private final Optional<String> callersGroup;
  private final Optional<String> callersDescription;

  public JobLabels(JavaSparkContext spark, RunSpec spec) {
    this.spark = spark;
    this.spec = spec;
    this.callersGroup = Optional.ofNullable(spark.getLocalProperty(GROUP));
    this.callersDescription = Optional.ofNullable(spark.getLocalProperty(DESCRIPTION));
    if (callersGroup.isEmpty()) { // a notebook cancels jobs by its own group
      spark.setLocalProperty(GROUP, "acme " + spec.runId());
    }
  }

  /** Names the jobs that follow after the function and {@code what} they do. */
  public void describe(String what) {
    spark.setLocalProperty(DESCRIPTION, "acme %s: %s".formatted(spec.functionName(), what));
  }

  /** Names the jobs that follow after the computations from one index to before another. */
  void describe(long from, long end) {
    String computations = from + 1 == end ? "computation " + from : range(from, end);
    describe("%s of %s".formatted(computations, spec.nInputs()));
  }

  private static String range(long from, long end) {
    return "computations %s-%s".formatted(from, end - 1);
  }

  @Override
  public void close() {
    spark.setLocalProperty(GROUP, callersGroup.orElse(null));
    spark.setLocalProperty(DESCRIPTION, callersDescription.orElse(null));
  }
}
