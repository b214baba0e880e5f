package org.acmespark.display;

import org.rapaio.jupyter.kernel.global.Global;

/** An output of a notebook cell that can be replaced while the cell runs. */
public final class NotebookOutput {
  private final String id;

  public NotebookOutput(String html) {
    id = Global.display(new Html(html));
  }

  public void replace(String html) {
    Global.updateDisplay(id, new Html(html));
  }

  /** Text that the notebook shows as HTML. */
  public record Html(String html) {}
}
