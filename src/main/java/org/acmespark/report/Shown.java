package org.acmespark.report;

import java.text.FieldPosition;
import java.text.NumberFormat;
import java.text.ParsePosition;
import java.util.function.DoubleFunction;

/** A format for the labels of an axis. */
final class Shown extends NumberFormat {
  private static final long serialVersionUID = 1;

  private final transient DoubleFunction<String> text;

  Shown(DoubleFunction<String> text) {
    this.text = text;
  }

  @Override
  public StringBuffer format(double number, StringBuffer out, FieldPosition position) {
    return out.append(text.apply(number));
  }

  @Override
  public StringBuffer format(long number, StringBuffer out, FieldPosition position) {
    return format((double) number, out, position);
  }

  @Override
  public Number parse(String source, ParsePosition position) {
    throw new UnsupportedOperationException("axes are not parsed");
  }
}
