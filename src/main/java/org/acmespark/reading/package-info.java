/**
 * Reads, verifies and consolidates the results of a run, on any machine that has its directory.
 *
 * <p>Start with {@link org.acmespark.reading.StoredRun}; {@code RunFiles} finds the files of a run,
 * and {@code ResultsContainer} finds results in them. Users call {@code org.acmespark.Results}.
 */
package org.acmespark.reading;
