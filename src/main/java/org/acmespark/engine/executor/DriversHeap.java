package org.acmespark.engine.executor;

import org.acmespark.model.AcmeException;
import org.apache.spark.SparkContext$;
import org.apache.spark.SparkEnv;

/**
 * Handles a full heap on the driver: the run ends, and committed results stay. If a task on the
 * driver threw the error, Spark would end the JVM with exit status 52.
 */
public final class DriversHeap {
  private DriversHeap() {}

  /** Returns whether tasks of this JVM share the driver's heap. */
  static boolean isHere() {
    return SparkEnv.get().executorId().equals(SparkContext$.MODULE$.DRIVER_IDENTIFIER());
  }

  /** Returns the exception that ends the run. */
  public static AcmeException isFull(OutOfMemoryError e) {
    return new AcmeException(
        "the driver has run out of memory, of which it has %s MB (%s); what was committed to files is kept, and the run can be resumed with more (--driver-memory)"
            .formatted(Runtime.getRuntime().maxMemory() >> 20, e.getMessage()),
        e);
  }
}
