/**
 * Runs computations on Spark: cuts ranges, hands them out, gathers what they give, decides what is
 * committed.
 */
package org.acmespark.engine;
