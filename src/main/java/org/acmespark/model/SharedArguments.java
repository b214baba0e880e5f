package org.acmespark.model;

/**
 * What keeps the calls of a function from seeing what other calls have changed in an argument that
 * all of them share. Values that cannot be changed, such as numbers and strings, cost nothing with
 * any of these.
 */
public enum SharedArguments {
  /** {@link #COPY} for values of up to 1 MB, {@link #CHECK} for larger ones. */
  AUTO,
  /** Every call gets a copy of its own. */
  COPY,
  /**
   * All calls on an executor share one object, which is compared with what it was before results
   * are committed. A computation that changes it has failed.
   */
  CHECK,
  /** All calls on an executor share one object; nobody looks whether they change it. */
  TRUST
}
