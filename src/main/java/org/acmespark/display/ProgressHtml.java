package org.acmespark.display;

/** Formats the progress of a run as HTML for notebooks. */
public final class ProgressHtml {
  private ProgressHtml() {}

  public static String of(String name, long finished, long nInputs, String state) {
    return "<code>%s</code> <progress style=\"vertical-align:middle\" value=\"%s\" max=\"%s\"></progress> %s"
        .formatted(escaped(name), finished, nInputs, escaped(state));
  }

  /** Escapes text so that it contains no markup. */
  public static String escaped(String text) {
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
  }
}
