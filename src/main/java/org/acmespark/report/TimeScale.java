package org.acmespark.report;

import java.util.Locale;
import org.jfree.chart.axis.NumberTickUnit;
import org.jfree.chart.axis.TickUnits;

/** The unit in which the time of a run is shown, with ticks at whole numbers of it. */
enum TimeScale {
  SECONDS(1, 180),
  MINUTES(60, 3 * 3600),
  HOURS(3600, 4 * 86400),
  DAYS(86400, Double.MAX_VALUE);

  private static final double[] STEPS = {1, 2, 5, 10, 15, 20, 30, 60, 120, 240, 480, 1000, 2000};

  private final double seconds;
  private final double upTo;

  TimeScale(double seconds, double upTo) {
    this.seconds = seconds;
    this.upTo = upTo;
  }

  static TimeScale of(double runSeconds) {
    for (TimeScale scale : values()) {
      if (runSeconds <= scale.upTo) {
        return scale;
      }
    }
    return DAYS;
  }

  String label() {
    return name().toLowerCase(Locale.ROOT) + " since the start";
  }

  TickUnits ticks() {
    var units = new TickUnits();
    var format = new Shown(this::tick);
    if (this == SECONDS) {
      for (double step = 1e-6; step < 0.9; step *= 10) {
        for (int factor : new int[] {1, 2, 5}) {
          units.add(new NumberTickUnit(factor * step, format));
        }
      }
    }
    for (double step : STEPS) {
      units.add(new NumberTickUnit(step * seconds, format));
    }
    return units;
  }

  private String tick(double at) {
    String text = String.format(Locale.ROOT, "%.6f", at / seconds);
    return text.replaceFirst("\\.?0+$", "");
  }
}
