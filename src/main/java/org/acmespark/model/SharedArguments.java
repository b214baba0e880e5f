package org.acmespark.model;

/**
 * How a run protects an argument that all calls share from changes by one of them. Values that
 * cannot be changed, such as numbers and strings, cost nothing with any of these.
 */
public enum SharedArguments {
  /** {@link #COPY} for values of up to 1 MB, {@link #CHECK} for larger ones. */
  AUTO,
  /** Every call gets a copy of its own. */
  COPY,
  /**
   * All calls on an executor share one object. Before results are committed, it is compared with
   * its original value. A computation that changed it fails.
   */
  CHECK,
  /** All calls on an executor share one object, and changes are not detected. */
  TRUST
}
