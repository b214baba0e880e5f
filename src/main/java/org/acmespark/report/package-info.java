/**
 * Writes the report of a run: one HTML file with pictures, from the manifest, the ledger and the
 * results.
 *
 * <p>Start with {@link org.acmespark.report.RunReport}. The ledger is read twice, line by line:
 * {@code Tally} finds what there is, then {@code Timeline} and {@code Histogram} count in bins.
 * {@code Page} makes the HTML, {@code Pictures} the SVG.
 */
package org.acmespark.report;
