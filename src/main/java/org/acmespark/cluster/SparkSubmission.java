package org.acmespark.cluster;

import org.acmespark.model.AcmeException;
import org.apache.spark.deploy.SparkSubmit;

/** Runs Spark's submit program in this process. */
public final class SparkSubmission {
  private static final int DEEPEST = 20;

  private SparkSubmission() {}

  /**
   * Passes the arguments to Spark, which starts the class that they name.
   *
   * @throws AcmeException if Spark fails before that
   */
  public static void submit(String[] args) {
    try {
      SparkSubmit.main(args);
    } catch (Exception | Error e) { // Spark is Scala, which declares no exceptions
      throw new AcmeException("Spark could not start: " + cause(e), e);
    }
  }

  private static Throwable cause(Throwable thrown) {
    Throwable cause = thrown;
    for (int depth = 0; cause.getCause() != null && depth < DEEPEST; depth++) {
      cause = cause.getCause();
    }
    return cause;
  }
}
