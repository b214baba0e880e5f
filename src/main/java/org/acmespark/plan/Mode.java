package org.acmespark.plan;

/** How an argument is distributed over computations. */
public enum Mode {
  /** As ACME's automatic rule says. */
  AUTO,
  /** Element i goes to computation i. */
  EACH,
  /** Every computation gets the whole. */
  ALL
}
