package org.acmespark.cli;

import java.util.List;
import org.acmespark.cluster.SparkSubmission;
import org.acmespark.model.AcmeException;

/**
 * What {@code submit/acme} starts for a run: Spark's submit program, which calls {@link Acme}. By
 * itself that program ends with a stack trace and exit status 1 if it cannot start, and 1 says that
 * computations failed.
 */
final class Submission {
  private Submission() {}

  /** Takes the words of Spark's submit program. */
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
