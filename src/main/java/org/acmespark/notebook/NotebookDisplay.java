package org.acmespark.notebook;

import java.util.List;
import java.util.function.Function;
import org.acmespark.Run;
import org.acmespark.display.NotebookOutput;
import org.rapaio.jupyter.kernel.display.DisplayData;
import org.rapaio.jupyter.kernel.display.DisplayRenderer;
import org.rapaio.jupyter.kernel.display.DisplayTransformer;
import org.rapaio.jupyter.kernel.display.spi.DisplayProvider;
import ucar.ma2.Array;

/**
 * Shows runs and arrays in Jupyter notebooks as small tables. The Jupyter kernel rapaio finds this
 * class as a service, so no other code has to call it. Without the kernel nothing loads it.
 *
 * <pre>{@code
 * pmap.compute()     // the last line of a cell: a table with container, files, failures and time
 * }</pre>
 */
public final class NotebookDisplay implements DisplayProvider {
  /** Creates the display; the kernel calls this constructor. */
  public NotebookDisplay() {}

  @Override
  public List<DisplayRenderer> getDisplayRenderers() {
    return List.of(
        new Renderer<>(Run.class, RunTable::html),
        new Renderer<>(Array.class, ArrayPreview::html),
        new Renderer<>(NotebookOutput.Html.class, NotebookOutput.Html::html));
  }

  @Override
  public List<DisplayTransformer> getDisplayTransformers() {
    return List.of();
  }

  /** Renders objects of one class. */
  private record Renderer<T>(Class<T> rendererClass, Function<T, String> html)
      implements DisplayRenderer {
    @Override
    public boolean canRender(String format) {
      return true;
    }

    @Override
    public DisplayData render(String format, Object object) {
      return DisplayData.fromHtml(html.apply(rendererClass.cast(object)));
    }
  }
}
