/**
 * Reads back, verifies and consolidates what a run has left, on whatever machine its directory is
 * now.
 *
 * <p>Start with {@link org.acmespark.reading.StoredRun}; {@code RunFiles} finds the files of a run,
 * {@code ResultsContainer} says where in them a result lies. Users come through {@code
 * org.acmespark.Results}.
 */
package org.acmespark.reading;
