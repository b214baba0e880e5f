package org.acmespark.cluster;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.spark.SparkConf;

/** A range of ports that a site's firewall allows, both ends included. */
record PortRange(int first, int last) {
  private static final Pattern FORM = Pattern.compile("(\\d{1,5})-(\\d{1,5})");

  /** Ports for a master, a driver, a block manager and two pages, and some that may be in use. */
  private static final int LEAST = 10;

  /**
   * @throws IllegalArgumentException if {@code text} is not a range, or is too narrow
   */
  static PortRange parse(String text) {
    Matcher matcher = FORM.matcher(text.strip());
    if (matcher.matches()) {
      var range =
          new PortRange(Integer.parseInt(matcher.group(1)), Integer.parseInt(matcher.group(2)));
      if (range.first >= 1024 && range.last <= 65535 && range.last - range.first + 1 >= LEAST) {
        return range;
      }
    }
    throw new IllegalArgumentException(
        "ports is %s, but must be a range of %s ports or more between 1024 and 65535, such as 40000-40100"
            .formatted(text, LEAST));
  }

  /** Makes Spark look for free ports only in this range. */
  void applyTo(SparkConf conf) {
    conf.set("spark.port.maxRetries", String.valueOf(last - first));
    for (String key :
        new String[] {
          "spark.driver.port",
          "spark.driver.blockManager.port",
          "spark.blockManager.port",
          "spark.ui.port"
        }) {
      conf.set(key, String.valueOf(first));
    }
  }
}
