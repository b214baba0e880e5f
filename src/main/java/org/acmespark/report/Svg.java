package org.acmespark.report;

import java.awt.Dimension;
import java.awt.geom.Rectangle2D;
import java.io.IOException;
import java.io.StringWriter;
import java.util.HashMap;
import java.util.Map;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.apache.batik.svggen.SVGGeneratorContext;
import org.apache.batik.svggen.SVGGraphics2D;
import org.apache.batik.svggen.SVGIDGenerator;
import org.jfree.chart.JFreeChart;
import org.w3c.dom.Document;

/** Draws a chart as SVG that takes colours and font from the page around it. */
final class Svg {
  private static final String NAMESPACE = "http://www.w3.org/2000/svg";

  private Svg() {}

  /**
   * Returns an {@code svg} element.
   *
   * @param name unique in the page, because the identifiers in the picture begin with it
   * @param label what the picture shows, for people who do not see it
   */
  static String of(JFreeChart chart, int width, int height, String name, String label) {
    try {
      Document document =
          DocumentBuilderFactory.newInstance()
              .newDocumentBuilder()
              .getDOMImplementation()
              .createDocument(NAMESPACE, "svg", null);
      var context = SVGGeneratorContext.createDefault(document);
      context.setIDGenerator(new Identifiers(name));
      context.setComment("");
      var graphics = new SVGGraphics2D(context, false);
      graphics.setSVGCanvasSize(new Dimension(width, height));
      chart.draw(graphics, new Rectangle2D.Double(0, 0, width, height));
      var text = new StringWriter();
      graphics.stream(text, false);
      graphics.dispose();
      return inPage(text.toString(), width, height, label);
    } catch (ParserConfigurationException | IOException e) {
      throw new IllegalStateException("drawing in memory failed", e);
    }
  }

  private static String inPage(String document, int width, int height, String label) {
    int content = document.indexOf('>', document.indexOf("<svg")) + 1;
    String inner =
        document
            .substring(content)
            .replaceAll("<!--.*?-->", "")
            .replaceAll("\\s*\n\\s*", "\n")
            .replaceAll("\n(/?>)", "$1")
            .replaceAll(" ?(font-family|text-rendering|stroke-miterlimit):[^;\"]*;", "")
            .replace(" style=\"\"", "");
    return "<svg viewBox=\"0 0 %s %s\" width=\"%s\" height=\"%s\" role=\"img\" aria-label=\"%s\">%s"
        .formatted(width, height, width, height, Html.text(label), Shade.toVariables(inner));
  }

  /** Makes identifiers that differ from those of other pictures in the page. */
  private static final class Identifiers extends SVGIDGenerator {
    private final Map<String, Integer> numbers = new HashMap<>();
    private final String name;

    Identifiers(String name) {
      this.name = name;
    }

    @Override
    public String generateID(String prefix) {
      return name + "-" + prefix + numbers.merge(prefix, 1, Integer::sum);
    }
  }
}
