package org.acmespark.display;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarConsumer;
import org.junit.jupiter.api.Test;

class BarLineTest {
  /** What is drawn at a width, 30 of 120 being done and 2 failed. */
  private static String drawn(int width) {
    var last = new String[1];
    var line = new BarLine(new Pace(120, () -> 0));
    line.failed(2);
    ProgressBarConsumer screen =
        new ProgressBarConsumer() {
          @Override
          public int getMaxRenderedLength() {
            return width;
          }

          @Override
          public void accept(String text) {
            last[0] = text;
          }

          @Override
          public void close() {}
        };
    var builder =
        new ProgressBarBuilder()
            .setTaskName("f")
            .setInitialMax(120)
            .setConsumer(screen)
            .setRenderer(line);
    try (ProgressBar bar = builder.build()) {
      bar.stepTo(30);
      bar.refresh();
    }
    return last[0];
  }

  @Test
  void fillsTheLineWithABar() {
    assertEquals("f │█████               │ 30 of 120 done (25 %), 2 failed", drawn(56));
  }

  @Test
  void keepsTheCountWhereThereIsNoRoom() {
    assertEquals("f 30 of 120 done (25 %), 2 failed", drawn(40));
    assertEquals("30 of 120 done (25 %), 2 failed", drawn(31));
    assertEquals("f 30/120", drawn(10));
    for (int width = 1; width < 80; width++) {
      String line = drawn(width);
      assertTrue(line.contains("30/120") || line.contains("30 of 120"), line);
    }
  }
}
