package org.acmespark.bench;

import static org.acmespark.Args.each;
import static org.acmespark.Args.range;
import static org.acmespark.bench.Measures.delete;
import static org.acmespark.bench.Measures.folderIn;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Dimension;
import java.awt.Font;
import java.awt.geom.Rectangle2D;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.function.UnaryOperator;
import javax.xml.parsers.DocumentBuilderFactory;
import org.acmespark.ParallelMap;
import org.acmespark.ParallelMapBuilder;
import org.acmespark.model.Dim;
import org.acmespark.model.Verbosity;
import org.apache.batik.svggen.SVGGeneratorContext;
import org.apache.batik.svggen.SVGGraphics2D;
import org.jfree.chart.JFreeChart;
import org.jfree.chart.axis.LogAxis;
import org.jfree.chart.axis.NumberTickUnit;
import org.jfree.chart.plot.XYPlot;
import org.jfree.chart.renderer.xy.XYLineAndShapeRenderer;
import org.jfree.data.xy.XYSeries;
import org.jfree.data.xy.XYSeriesCollection;

/**
 * How the time of a run in a warm JVM grows with the number of computations and with the size of
 * results, as a table and as a picture. Each point is the fastest of three runs, from 1,000,000
 * computations on of one. Arguments: greatest number of computations (1000000), greatest size of
 * all results in MB (1024), directory (the one for temporary files), file of the picture (none).
 */
public final class ScalingBench {
  private static final int ROUNDS = 3;
  private static final int ONCE = 1_000_000;
  private static final int WIDTH = 860;
  private static final int HEIGHT = 360;

  private static final Color[] COLORS = {
    new Color(0x0072B2), new Color(0xD55E00), new Color(0x009E73), new Color(0x555555)
  };

  private final Path folder;

  private ScalingBench(Path folder) {
    this.folder = folder;
  }

  public static void main(String[] args) throws Exception {
    int most = args.length > 0 ? Integer.parseInt(args[0]) : 1_000_000;
    int megabytes = args.length > 1 ? Integer.parseInt(args[1]) : 1024;
    Path parent = Path.of(args.length > 2 ? args[2] : System.getProperty("java.io.tmpdir"));
    Path folder = folderIn(parent, "acme-scaling");
    try (var spark = AllBench.spark("local[2]")) {
      var bench = new ScalingBench(folder);
      System.out.println(spark.sc().master());
      var byNumber = bench.byNumber(most);
      var bySize = bench.bySize(megabytes);
      if (args.length > 3) {
        draw(Path.of(args[3]), byNumber, bySize);
      }
    } finally {
      delete(folder);
    }
  }

  private XYSeriesCollection byNumber(int most) throws Exception {
    Map<String, UnaryOperator<ParallelMapBuilder<Double>>> layouts = new LinkedHashMap<>();
    layouts.put("one file", builder -> builder.singleFile().outputDir(folder.resolve("run")));
    layouts.put("files", builder -> builder.outputDir(folder.resolve("run")));
    layouts.put(
        "stacked",
        builder -> {
          builder.resultShape(Dim.STACK);
          return builder.outputDir(folder.resolve("run"));
        });
    layouts.put("memory", ParallelMapBuilder::inMemory);
    var all = new XYSeriesCollection();
    System.out.printf("%-10s %9s %9s %12s%n", "scalars", "n", "seconds", "us each");
    for (var layout : layouts.entrySet()) {
      var series = new XYSeries(layout.getKey());
      for (int n = 10; n <= most; n *= 10) {
        int count = n;
        double seconds =
            fastest(
                n >= ONCE ? 1 : ROUNDS,
                () -> ParallelMap.over(each(range(count))).map(ScalingBench::cheap),
                layout.getValue());
        series.add(n, seconds);
        print(layout.getKey(), n, seconds, seconds / n * 1e6);
      }
      all.addSeries(series);
    }
    return all;
  }

  private XYSeriesCollection bySize(int megabytes) throws Exception {
    Map<String, UnaryOperator<ParallelMapBuilder<double[]>>> layouts = new LinkedHashMap<>();
    layouts.put("one file", builder -> builder.singleFile().outputDir(folder.resolve("run")));
    layouts.put("files", builder -> builder.outputDir(folder.resolve("run")));
    var all = new XYSeriesCollection();
    System.out.printf("%-10s %9s %9s %12s%n", "8 arrays", "MB", "seconds", "MB/s");
    for (var layout : layouts.entrySet()) {
      var series = new XYSeries(layout.getKey());
      for (int size = 1; size <= megabytes; size *= 4) {
        int doubles = size * (1 << 17) / 8;
        double seconds =
            fastest(
                ROUNDS,
                () -> ParallelMap.over(each(range(8))).map(x -> new double[doubles]).name("zeros"),
                layout.getValue());
        series.add(size, seconds);
        print(layout.getKey(), size, seconds, size / seconds);
      }
      all.addSeries(series);
    }
    var plain = new XYSeries("plain writing");
    for (int size = 8; size <= megabytes; size *= 4) {
      double seconds = Double.MAX_VALUE;
      for (int round = 0; round < ROUNDS; round++) {
        Path file = folder.resolve("plain");
        int count = size / 8;
        seconds =
            Math.min(
                seconds,
                AllBench.time(
                    () -> {
                      AllBench.plain(count, file);
                      return file;
                    }));
        Files.delete(file);
      }
      plain.add(size, seconds);
      print("plain", size, seconds, size / seconds);
    }
    all.addSeries(plain);
    return all;
  }

  private static void print(String what, long n, double seconds, double rate) {
    System.out.printf(Locale.ROOT, "%-10s %9d %9.3f %12.1f%n", what, n, seconds, rate);
  }

  private <R> double fastest(
      int rounds,
      java.util.function.Supplier<ParallelMapBuilder<R>> map,
      UnaryOperator<ParallelMapBuilder<R>> layout)
      throws Exception {
    double fastest = Double.MAX_VALUE;
    for (int round = 0; round < rounds; round++) {
      double seconds =
          AllBench.time(
              () -> {
                try (var run = layout.apply(map.get()).verbosity(Verbosity.QUIET).build()) {
                  return run.compute().requireAllComputed();
                }
              });
      fastest = Math.min(fastest, seconds);
      delete(folder.resolve("run"));
    }
    return fastest;
  }

  private static double cheap(int x) {
    return Math.sin(x);
  }

  private static void draw(Path file, XYSeriesCollection left, XYSeriesCollection right)
      throws Exception {
    var document =
        DocumentBuilderFactory.newInstance()
            .newDocumentBuilder()
            .getDOMImplementation()
            .createDocument("http://www.w3.org/2000/svg", "svg", null);
    var context = SVGGeneratorContext.createDefault(document);
    context.setComment("Made by submit/bench ScalingBench");
    var graphics = new SVGGraphics2D(context, false);
    graphics.setSVGCanvasSize(new Dimension(WIDTH, HEIGHT));
    chart("scalars on local[2]", "computations", left)
        .draw(graphics, new Rectangle2D.Double(0, 0, WIDTH / 2.0, HEIGHT));
    chart("8 arrays on local[2]", "MB of all together", right)
        .draw(graphics, new Rectangle2D.Double(WIDTH / 2.0, 0, WIDTH / 2.0, HEIGHT));
    try (Writer out = Files.newBufferedWriter(file)) {
      graphics.stream(out, false);
    }
  }

  private static JFreeChart chart(String title, String label, XYSeriesCollection data) {
    var lines = new XYLineAndShapeRenderer(true, true);
    for (int k = 0; k < data.getSeriesCount(); k++) {
      lines.setSeriesPaint(k, COLORS[k]);
      lines.setSeriesStroke(k, new BasicStroke(2));
    }
    var plot = new XYPlot(data, axis(label), axis("seconds"), lines);
    plot.setBackgroundPaint(Color.WHITE);
    plot.setDomainGridlinePaint(Color.LIGHT_GRAY);
    plot.setRangeGridlinePaint(Color.LIGHT_GRAY);
    var chart = new JFreeChart(title, new Font(Font.SANS_SERIF, Font.PLAIN, 14), plot, true);
    chart.setBackgroundPaint(Color.WHITE);
    return chart;
  }

  private static LogAxis axis(String label) {
    var axis = new LogAxis(label);
    axis.setTickUnit(new NumberTickUnit(1)); // powers of ten
    axis.setTickLabelFont(new Font(Font.SANS_SERIF, Font.PLAIN, 8));
    axis.setUpperMargin(0.08); // room for the last label
    axis.setNumberFormatOverride(new java.text.DecimalFormat("#,##0.###", symbols()));
    return axis;
  }

  private static java.text.DecimalFormatSymbols symbols() {
    return java.text.DecimalFormatSymbols.getInstance(Locale.ROOT);
  }
}
