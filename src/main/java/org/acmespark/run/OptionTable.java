package org.acmespark.run;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** Collects the options in the order in which they are declared. */
final class OptionTable {
  /** The options of {@link RunOption}. */
  static final OptionTable ALL = new OptionTable();

  private final List<RunOption<?>> options = new ArrayList<>();

  <T> RunOption<T> add(RunOption<T> option) {
    options.add(option);
    return option;
  }

  List<RunOption<?>> options() {
    return Collections.unmodifiableList(options);
  }
}
