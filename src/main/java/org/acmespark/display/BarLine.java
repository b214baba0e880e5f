package org.acmespark.display;

import me.tongfei.progressbar.ProgressBarRenderer;
import me.tongfei.progressbar.ProgressState;

/**
 * One line of a terminal with name, bar, count, failures, rate and time left. A narrow terminal
 * loses the bar first, then rate and time, then the name; it always shows the count.
 */
final class BarLine implements ProgressBarRenderer {
  private static final int SHORTEST_BAR = 8;
  private static final String EIGHTHS = " ▏▎▍▌▋▊▉";

  private final Pace pace;
  private volatile long failed;

  BarLine(Pace pace) {
    this.pace = pace;
  }

  void failed(long computations) {
    failed = computations;
  }

  @Override
  public String render(ProgressState state, int width) {
    long done = state.getCurrent();
    String name = state.getTaskName() + " ";
    String full = pace.at(done, failed);
    int room = width - name.length() - full.length() - 3;
    if (room >= SHORTEST_BAR) {
      return name + "│" + bar(state.getNormalizedProgress(), room) + "│ " + full;
    }
    String counted = pace.count(done, failed);
    String count = done + "/" + state.getMax();
    for (String line : new String[] {name + full, name + counted, counted, name + count, count}) {
      if (line.length() <= width) {
        return line;
      }
    }
    return count;
  }

  private static String bar(double share, int width) {
    int eighths = (int) (Math.max(0, Math.min(1, share)) * width * 8);
    var bar = new StringBuilder("█".repeat(eighths / 8));
    if (bar.length() < width) {
      bar.append(EIGHTHS.charAt(eighths % 8));
    }
    return bar.append(" ".repeat(width - bar.length())).toString();
  }
}
