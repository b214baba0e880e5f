package org.acmespark.notebook;

import org.acmespark.Report;

/**
 * Shows a report as a page inside the notebook, so that neither's styles reach the other. The frame
 * can be made higher with the mouse.
 */
final class ReportFrame {
  private ReportFrame() {}

  static String html(Report report) {
    String page = report.html().replace("&", "&amp;").replace("\"", "&quot;");
    return """
        <div style="height:640px;resize:vertical;overflow:hidden;border:1px solid #8888;border-radius:6px">\
        <iframe title="report of a run" sandbox style="width:100%%;height:100%%;border:0" srcdoc="%s"></iframe></div>"""
        .formatted(page);
  }
}
