/**
 * One run from checked options to its outcome: where it runs, what its manifest says, how it ends.
 *
 * <p>Start with {@link org.acmespark.run.Computing}. All of it runs on the driver.
 */
package org.acmespark.run;
