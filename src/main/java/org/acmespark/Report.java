package org.acmespark;

import org.acmespark.report.RunReport;

/**
 * The report of a run: a page with a timeline, durations, failures by cause and what is needed to
 * repeat the run. It loads nothing from a network, and can be sent to a colleague.
 *
 * <pre>{@code
 * Report.of("ACME_20261122-100302-976973")   // at the end of a cell: shown in Jupyter
 * }</pre>
 */
public final class Report {
  private final RunReport written;

  private Report(RunReport written) {
    this.written = written;
  }

  /**
   * Writes {@code report.html} into a run directory, as {@code acme report} does, and replaces an
   * earlier one. The run may still be going on, or have ended early.
   *
   * @param place path or address of a run directory or a results container
   * @throws IllegalArgumentException if there is no run at the place
   * @throws org.acmespark.model.AcmeException if the run cannot be read, or the report cannot be
   *     written
   */
  public static Report of(String place) {
    return new Report(RunReport.write(place));
  }

  /** Returns the path of the file, or its address on a Hadoop file system. */
  public String address() {
    return written.address();
  }

  /** Returns the page in HTML. */
  public String html() {
    return written.html();
  }

  /** Returns {@link #address}. In Jupyter the page itself is shown. */
  @Override
  public String toString() {
    return address();
  }
}
