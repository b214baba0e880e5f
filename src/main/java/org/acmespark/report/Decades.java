package org.acmespark.report;

import java.awt.Graphics2D;
import java.awt.geom.Rectangle2D;
import java.util.ArrayList;
import java.util.List;
import org.jfree.chart.axis.AxisState;
import org.jfree.chart.axis.LogAxis;
import org.jfree.chart.axis.NumberTick;
import org.jfree.chart.ui.RectangleEdge;
import org.jfree.chart.ui.TextAnchor;

/** A logarithmic axis of seconds with ticks such as 1 ms, 10 ms, 100 ms. */
final class Decades extends LogAxis {
  private static final long serialVersionUID = 1;
  private static final int PIXELS_PER_LABEL = 52;
  private static final int[][] STEPS = {{1, 2, 5}, {1, 3}, {1}};

  @Override
  public List<NumberTick> refreshTicks(
      Graphics2D graphics, AxisState state, Rectangle2D area, RectangleEdge edge) {
    for (int[] steps : STEPS) {
      List<NumberTick> ticks = ticks(steps);
      if (apart(ticks, area.getWidth()) >= PIXELS_PER_LABEL) {
        return ticks;
      }
    }
    List<NumberTick> decades = ticks(STEPS[STEPS.length - 1]);
    int every = (int) Math.ceil(PIXELS_PER_LABEL / apart(decades, area.getWidth()));
    List<NumberTick> some = new ArrayList<>();
    for (int k = 0; k < decades.size(); k += every) {
      some.add(decades.get(k));
    }
    return some;
  }

  /** Returns the least distance of two neighbouring ticks in pixels. */
  private double apart(List<NumberTick> ticks, double width) {
    double least = width;
    for (int k = 1; k < ticks.size(); k++) {
      double ratio = ticks.get(k).getValue() / ticks.get(k - 1).getValue();
      least =
          Math.min(least, width * Math.log(ratio) / Math.log(getUpperBound() / getLowerBound()));
    }
    return least;
  }

  private List<NumberTick> ticks(int[] steps) {
    List<NumberTick> ticks = new ArrayList<>();
    double least = getLowerBound();
    double most = getUpperBound();
    int first = (int) Math.floor(Math.log10(least));
    int last = (int) Math.ceil(Math.log10(most));
    for (int decade = first; decade <= last; decade++) {
      for (int step : steps) {
        double at = step * Math.pow(10, decade);
        if (at >= least * 0.999 && at <= most * 1.001) {
          double inside = Math.max(least, Math.min(most, at));
          ticks.add(
              new NumberTick(
                  inside, Amounts.seconds(at), TextAnchor.TOP_CENTER, TextAnchor.CENTER, 0));
        }
      }
    }
    return ticks;
  }
}
