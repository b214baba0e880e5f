package org.acmespark.function;

import java.util.List;
import java.util.Map;

/**
 * Limits the threads of linear algebra libraries, which would otherwise use all cores of a machine
 * for each call.
 */
public final class Threads {
  private static final List<String> VARIABLES =
      List.of("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "NUMEXPR_NUM_THREADS");

  private Threads() {}

  /** Sets the variables of these libraries, except those that the user has set. */
  public static void limit(Map<String, String> environment, int threads) {
    for (String variable : VARIABLES) {
      if (System.getenv(variable) == null) {
        environment.putIfAbsent(variable, Integer.toString(threads));
      }
    }
  }
}
