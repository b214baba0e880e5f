package org.acmespark.cli;

import java.util.List;
import org.acmespark.cluster.SparkSubmission;
import org.acmespark.model.AcmeException;

/**
 * Starts Spark's submit program, which calls {@link Acme}; {@code submit/acme} runs this class.
 * Spark's program alone ends with a stack trace and exit status 1 if it cannot start, but status 1
 * means that computations failed.
 */
final class Submission {
  private Submission() {}

  /** Takes the arguments of Spark's submit program. */
  public static void main(String[] args) {
    try {
      SparkSubmission.submit(args);
    } catch (AcmeException e) {
      System.err.println("acme: " + e.getMessage());
      if (List.of(args).contains("--verbose")) {
        e.printStackTrace();
      }
      System.exit(Acme.INFRASTRUCTURE);
    }
  }
}
