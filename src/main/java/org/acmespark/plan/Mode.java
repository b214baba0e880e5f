package org.acmespark.plan;

/** How an argument is distributed over computations. */
public enum Mode {
  /** ACME's automatic rule decides. */
  AUTO,
  /** Element i goes to computation i. */
  EACH,
  /** Every computation gets the whole value. */
  ALL
}
