/**
 * What people see: the progress bar, the summary of failures, the tree of a file.
 *
 * <p>Start with {@link org.acmespark.display.ProgressDisplay} and {@link
 * org.acmespark.display.FailureSummary}. All of it runs on the driver.
 */
package org.acmespark.display;
