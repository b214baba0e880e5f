package org.acmespark.run;

import java.util.Optional;

/**
 * What an option says about itself.
 *
 * @param <T> type of its values
 */
abstract class OptionDescription<T> {
  final RunOptionEntry<T> entry;

  OptionDescription(RunOptionEntry<T> entry) {
    this.entry = entry;
  }

  /** Returns the name in messages, such as {@code nInputs}. */
  public String name() {
    return entry.name;
  }

  /** Returns the name of the builder's method that sets the option. */
  public String method() {
    return entry.method;
  }

  /** Returns the name of the property without {@code spark.acme.}. */
  public String property() {
    return entry.property;
  }

  /**
   * Returns the name on the command line, such as {@code --n-inputs}; empty if the option has none.
   */
  public Optional<String> flag() {
    return entry.flag;
  }

  /** Returns the placeholder of the value in the command line's help. */
  public String label() {
    return entry.label;
  }

  /** Whether the option has no value on the command line. */
  public boolean isSwitch() {
    return entry.isSwitch;
  }

  /** Whether the command line also has a switch that begins with {@code --no-}. */
  public boolean isNegatable() {
    return entry.isSwitch && entry.byDefault.isEmpty();
  }

  /** Whether only the command {@code acme resume} has the option. */
  public boolean isOnlyForResuming() {
    return entry.onlyWhenResuming;
  }

  /** Whether the option may be repeated on the command line; its values are joined with commas. */
  public boolean isRepeatable() {
    return entry.isRepeatable;
  }

  /** Returns what the option is about. */
  public OptionGroup group() {
    return entry.group;
  }

  /** Returns one sentence that explains the option to a user. */
  public String help() {
    return entry.help;
  }

  /** Returns the default value; empty if the option has none. */
  public Optional<T> byDefault() {
    return entry.byDefault;
  }
}
