package org.acmespark.model;

/** Whether a run continues after a failed computation. */
public enum OnFailure {
  /** The run continues and reports the failure at the end. */
  CONTINUE,
  /** The run starts no further computations and keeps the committed results. */
  STOP
}
