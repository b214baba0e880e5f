package org.acmespark.report;

import java.awt.Color;
import java.util.Locale;

/**
 * The colours of pictures. A picture is drawn in colours that stand for variables of the page's
 * style sheet, which has values for light and for dark.
 */
enum Shade {
  TEXT,
  MUTED,
  GRID,
  IDLE,
  WORK1,
  WORK2,
  WORK3,
  WORK4,
  BAR,
  RETRY,
  FAILURE,
  DEATH,
  RESUMED;

  /** Returns a colour that no other shade has. */
  Color color() {
    return new Color(201, 77, 11 + ordinal());
  }

  private String inSvg() {
    Color color = color();
    return "rgb(%s,%s,%s)".formatted(color.getRed(), color.getGreen(), color.getBlue());
  }

  private String variable() {
    return "var(--" + name().toLowerCase(Locale.ROOT) + ")";
  }

  /** Replaces the colours in an SVG by variables. */
  static String toVariables(String svg) {
    String themed = svg;
    for (Shade shade : values()) {
      themed = themed.replace(shade.inSvg(), shade.variable());
    }
    return themed;
  }
}
