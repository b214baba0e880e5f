package org.acmespark.report;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.awt.Shape;
import java.awt.geom.Ellipse2D;
import java.awt.geom.Path2D;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import org.jfree.chart.JFreeChart;
import org.jfree.chart.axis.Axis;
import org.jfree.chart.axis.NumberAxis;
import org.jfree.chart.axis.SymbolAxis;
import org.jfree.chart.axis.ValueAxis;
import org.jfree.chart.plot.ValueMarker;
import org.jfree.chart.plot.XYPlot;
import org.jfree.chart.renderer.xy.StandardXYBarPainter;
import org.jfree.chart.renderer.xy.XYBarRenderer;
import org.jfree.chart.renderer.xy.XYLineAndShapeRenderer;
import org.jfree.chart.ui.RectangleInsets;
import org.jfree.data.xy.XYDataset;
import org.jfree.data.xy.XYIntervalSeries;
import org.jfree.data.xy.XYIntervalSeriesCollection;
import org.jfree.data.xy.XYSeries;
import org.jfree.data.xy.XYSeriesCollection;

/** The pictures of a report, each for a wide page and for a phone. */
final class Pictures {
  private static final int WIDE = 900;
  private static final int NARROW = 340;
  private static final Font FONT = new Font(Font.SANS_SERIF, Font.PLAIN, 12);
  private static final BasicStroke THIN = new BasicStroke(1);
  private static final Color NOTHING = new Color(0, 0, 0, 0);

  /** So that one slow call among a million can be seen. */
  private static final double LEAST_HEIGHT = 0.012;

  private static final List<Shade> WORK =
      List.of(Shade.WORK1, Shade.WORK2, Shade.WORK3, Shade.WORK4);

  private Pictures() {}

  /** Returns both sizes of a picture as HTML. */
  private static String both(
      String name, String label, Function<Boolean, JFreeChart> chart, int h) {
    return "<div class=wide>%s</div><div class=narrow>%s</div>"
        .formatted(
            Svg.of(chart.apply(false), WIDE, h, name + "-w", label),
            Svg.of(chart.apply(true), NARROW, h, name + "-n", label));
  }

  /** Returns a histogram of durations. */
  static String histogram(Histogram histogram) {
    String label = "Histogram of how long calls took";
    return both("durations", label, narrow -> chart(durations(histogram, narrow)), 240);
  }

  private static XYPlot durations(Histogram histogram, boolean narrow) {
    long most = 0;
    for (int bin = 0; bin < histogram.bins(); bin++) {
      most = Math.max(most, histogram.count(bin));
    }
    var series = new XYIntervalSeries("calls");
    for (int bin = 0; bin < histogram.bins(); bin++) {
      double count = histogram.count(bin);
      if (count > 0) {
        double shown = Math.max(count, LEAST_HEIGHT * most);
        double from = histogram.edge(bin);
        double to = histogram.edge(bin + 1);
        series.add(from, from, to, shown, 0, shown);
      }
    }
    ValueAxis time = histogram.isLogarithmic() ? new Decades() : new NumberAxis();
    time.setRange(histogram.edge(0), histogram.edge(histogram.bins()));
    if (time instanceof NumberAxis linear) {
      linear.setNumberFormatOverride(new Shown(Amounts::seconds));
    }
    var counts = new NumberAxis(narrow ? null : "computations");
    counts.setStandardTickUnits(NumberAxis.createIntegerTickUnits(Locale.ROOT));
    counts.setRange(0, most * 1.05);
    counts.setNumberFormatOverride(new Shown(n -> Amounts.count(Math.round(n))));
    var data = new XYIntervalSeriesCollection();
    data.addSeries(series);
    XYBarRenderer bars = bars();
    bars.setSeriesPaint(0, Shade.BAR.color());
    var plot = new XYPlot(data, styled(time), styled(counts), bars);
    plot.setDomainGridlinesVisible(false);
    return plot;
  }

  /** Returns the timeline of executors. */
  static String timeline(Timeline timeline) {
    int height = 62 + 30 * timeline.lanes().size();
    return both(
        "timeline", "What each executor did", narrow -> chart(lanes(timeline, narrow)), height);
  }

  private static XYPlot lanes(Timeline timeline, boolean narrow) {
    List<Timeline.Lane> lanes = timeline.lanes();
    var work = new XYIntervalSeriesCollection();
    work.addSeries(new XYIntervalSeries("waiting"));
    WORK.forEach(shade -> work.addSeries(new XYIntervalSeries(shade)));
    for (int row = 0; row < lanes.size(); row++) {
      addWork(lanes.get(row).levels(WORK.size()), row, timeline, work);
    }
    XYBarRenderer bars = bars();
    bars.setSeriesPaint(0, Shade.IDLE.color());
    for (int k = 0; k < WORK.size(); k++) {
      bars.setSeriesPaint(k + 1, WORK.get(k).color());
    }
    String[] names =
        lanes.stream().map(lane -> shortened(lane.name(), narrow ? 12 : 28)).toArray(String[]::new);
    var rows = new SymbolAxis(null, names);
    rows.setInverted(true);
    rows.setGridBandsVisible(false);
    rows.setRange(-0.6, names.length - 0.4);
    var unit = TimeScale.of(timeline.seconds());
    var time = new NumberAxis(unit.label());
    time.setRange(0, timeline.seconds());
    time.setStandardTickUnits(unit.ticks());
    var plot = new XYPlot(work, styled(time), styled(rows), bars);
    plot.setRangeGridlinesVisible(false);
    plot.setDataset(1, marks(lanes));
    plot.setRenderer(1, markRenderer());
    for (double at : timeline.resumptions()) {
      var marker = new ValueMarker(at, Shade.RESUMED.color(), dashed());
      plot.addDomainMarker(marker);
    }
    return plot;
  }

  private static void addWork(
      int[] levels, int row, Timeline timeline, XYIntervalSeriesCollection work) {
    double bin = timeline.binSeconds();
    int from = 0;
    for (int k = 1; k <= levels.length; k++) {
      if (k == levels.length || levels[k] != levels[from]) {
        int level = levels[from];
        if (level >= 0) {
          double half = level == 0 ? 0.08 : 0.32;
          work.getSeries(level).add(from * bin, from * bin, k * bin, row, row - half, row + half);
        }
        from = k;
      }
    }
  }

  private static XYDataset marks(List<Timeline.Lane> lanes) {
    var retries = new XYSeries("retried", false);
    var failures = new XYSeries("failed", false);
    var deaths = new XYSeries("died", false);
    for (int row = 0; row < lanes.size(); row++) {
      int y = row;
      lanes.get(row).retries().forEach(x -> retries.add(x, Double.valueOf(y + 0.42)));
      lanes.get(row).failures().forEach(x -> failures.add(x, Double.valueOf(y + 0.42)));
      lanes.get(row).deaths().forEach(x -> deaths.add(x, Double.valueOf(y)));
    }
    var all = new XYSeriesCollection();
    all.addSeries(retries);
    all.addSeries(failures);
    all.addSeries(deaths);
    return all;
  }

  private static XYLineAndShapeRenderer markRenderer() {
    var marks = new XYLineAndShapeRenderer(false, true);
    mark(marks, 0, new Ellipse2D.Double(-2.5, -2.5, 5, 5), Shade.RETRY);
    mark(marks, 1, new Ellipse2D.Double(-2.5, -2.5, 5, 5), Shade.FAILURE);
    mark(marks, 2, cross(), Shade.DEATH);
    return marks;
  }

  private static void mark(XYLineAndShapeRenderer marks, int series, Shape shape, Shade shade) {
    marks.setSeriesShape(series, shape);
    marks.setSeriesPaint(series, shade.color());
    marks.setSeriesShapesFilled(series, true);
  }

  private static Shape cross() {
    var cross = new Path2D.Double();
    double arm = 7;
    double half = 1.6;
    double[][] points = {
      {-arm, -half}, {-half, -half}, {-half, -arm}, {half, -arm}, {half, -half}, {arm, -half},
      {arm, half}, {half, half}, {half, arm}, {-half, arm}, {-half, half}, {-arm, half}
    };
    double turn = Math.sqrt(0.5);
    for (double[] p : points) {
      double x = turn * (p[0] - p[1]);
      double y = turn * (p[0] + p[1]);
      if (cross.getCurrentPoint() == null) {
        cross.moveTo(x, y);
      } else {
        cross.lineTo(x, y);
      }
    }
    cross.closePath();
    return cross;
  }

  private static BasicStroke dashed() {
    return new BasicStroke(
        1.5f, BasicStroke.CAP_BUTT, BasicStroke.JOIN_MITER, 10, new float[] {5, 4}, 0);
  }

  private static XYBarRenderer bars() {
    var bars = new XYBarRenderer();
    bars.setUseYInterval(true);
    bars.setShadowVisible(false);
    bars.setDrawBarOutline(false);
    bars.setBarPainter(new StandardXYBarPainter());
    return bars;
  }

  private static <A extends Axis> A styled(A axis) {
    axis.setLabelFont(FONT);
    axis.setTickLabelFont(FONT);
    axis.setLabelPaint(Shade.MUTED.color());
    axis.setTickLabelPaint(Shade.MUTED.color());
    axis.setAxisLinePaint(Shade.GRID.color());
    axis.setTickMarkPaint(Shade.GRID.color());
    return axis;
  }

  private static JFreeChart chart(XYPlot plot) {
    plot.setBackgroundPaint(null);
    plot.setOutlineVisible(false);
    plot.setDomainGridlinePaint(Shade.GRID.color());
    plot.setRangeGridlinePaint(Shade.GRID.color());
    plot.setDomainGridlineStroke(THIN);
    plot.setRangeGridlineStroke(THIN);
    plot.setInsets(new RectangleInsets(6, 0, 2, 14));
    plot.setAxisOffset(RectangleInsets.ZERO_INSETS);
    var chart = new JFreeChart(null, FONT, plot, false);
    chart.setBackgroundPaint(NOTHING);
    chart.setTextAntiAlias(true);
    return chart;
  }

  private static String shortened(String name, int most) {
    return name.length() <= most ? name : "…" + name.substring(name.length() - most + 1);
  }
}
