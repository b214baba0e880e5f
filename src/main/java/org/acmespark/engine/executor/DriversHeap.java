package org.acmespark.engine.executor;

import org.acmespark.model.AcmeException;
import org.apache.spark.SparkContext$;
import org.apache.spark.SparkEnv;

/**
 * What happens when the driver's heap is full: the run ends, and what is committed stays. Spark
 * would end the JVM, with exit status 52, if a task on the driver threw the error.
 */
public final class DriversHeap {
  private DriversHeap() {}

  /** Whether tasks of this JVM share the driver's heap. */
  static boolean isHere() {
    return SparkEnv.get().executorId().equals(SparkContext$.MODULE$.DRIVER_IDENTIFIER());
  }

  /** What ends the run. */
  public static AcmeException isFull(OutOfMemoryError e) {
    return new AcmeException(
        "the driver has run out of memory, of which it has %s MB (%s); what was committed to files is kept, and the run can be resumed with more (--driver-memory)"
            .formatted(Runtime.getRuntime().maxMemory() >> 20, e.getMessage()),
        e);
  }
}
