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
  private static final int PIXELS_PER_LABEL = 56;
  private static final int[][] STEPS = {{1, 2, 5}, {1, 3}, {1}};

  @Override
  public List<NumberTick> refreshTicks(
      Graphics2D graphics, AxisState state, Rectangle2D area, RectangleEdge edge) {
    double room = area.getWidth() / PIXELS_PER_LABEL;
    List<NumberTick> ticks = ticks(STEPS[0]);
    for (int k = 1; k < STEPS.length && ticks.size() > room; k++) {
      ticks = ticks(STEPS[k]);
    }
    int every = (int) Math.ceil(ticks.size() / Math.max(1, room));
    List<NumberTick> some = new ArrayList<>();
    for (int k = 0; k < ticks.size(); k += Math.max(1, every)) {
      some.add(ticks.get(k));
    }
    return some;
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
