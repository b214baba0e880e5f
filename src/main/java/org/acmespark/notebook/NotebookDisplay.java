package org.acmespark.notebook;

import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;
import org.acmespark.Report;
import org.acmespark.Run;
import org.acmespark.display.NotebookOutput;
import org.rapaio.jupyter.kernel.display.DisplayData;
import org.rapaio.jupyter.kernel.display.DisplayRenderer;
import org.rapaio.jupyter.kernel.display.DisplayTransformer;
import org.rapaio.jupyter.kernel.display.spi.DisplayProvider;
import ucar.ma2.Array;

/**
 * Shows the value of a cell in Jupyter notebooks: runs and arrays as small tables, reports as
 * pages, lists as lists. The Jupyter kernel rapaio finds this class as a service, so no other code
 * has to call it. Without the kernel nothing loads it.
 *
 * <pre>{@code
 * pmap.compute()            // the last line of a cell: a table with container, files, failures and time
 * pmap.compute().report()   // the report with its pictures
 * }</pre>
 */
public final class NotebookDisplay implements DisplayProvider {
  /** Types of values that are shown as their text, not as HTML. */
  private static final List<Class<?>> PLAIN =
      List.of(
          Collection.class,
          Object[].class,
          double[].class,
          float[].class,
          long[].class,
          int[].class,
          short[].class,
          byte[].class,
          boolean[].class,
          CharSequence.class,
          Number.class,
          Boolean.class,
          Optional.class,
          Path.class);

  /** Creates the display; the kernel calls this constructor. */
  public NotebookDisplay() {
    CellErrors.install();
  }

  @Override
  public List<DisplayRenderer> getDisplayRenderers() {
    Stream<DisplayRenderer> pages =
        Stream.of(
            Renderer.html(Run.class, RunTable::html),
            Renderer.html(Report.class, ReportFrame::html),
            Renderer.html(Array.class, ArrayPreview::html),
            Renderer.html(NotebookOutput.Html.class, NotebookOutput.Html::html));
    Stream<DisplayRenderer> texts = PLAIN.stream().map(Renderer::text);
    return Stream.concat(pages, texts).toList();
  }

  @Override
  public List<DisplayTransformer> getDisplayTransformers() {
    return List.of();
  }

  /** Renders objects of one class. */
  private record Renderer(Class<?> rendererClass, Function<Object, DisplayData> display)
      implements DisplayRenderer {
    static <T> Renderer html(Class<T> type, Function<T, String> html) {
      return new Renderer(type, value -> DisplayData.fromHtml(html.apply(type.cast(value))));
    }

    static Renderer text(Class<?> type) {
      return new Renderer(type, value -> DisplayData.fromText(ValueText.of(value)));
    }

    @Override
    public boolean canRender(String format) {
      return true;
    }

    @Override
    public DisplayData render(String format, Object object) {
      return display.apply(object);
    }
  }
}
