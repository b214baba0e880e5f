package org.acmespark.model;

/** What a failed computation does to the others. */
public enum OnFailure {
  /** The others are computed; the failure is reported at the end. */
  CONTINUE,
  /** Nothing more is started; what was computed is kept. */
  STOP
}
