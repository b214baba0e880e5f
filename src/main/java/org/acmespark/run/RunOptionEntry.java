package org.acmespark.run;

import java.util.Optional;
import java.util.function.BiFunction;

/**
 * What the table says about one option.
 *
 * @param <T> type of its values
 */
final class RunOptionEntry<T> {
  final String name;
  final BiFunction<String, String, T> parser;
  String method;
  String property;
  BiFunction<String, String, T> propertyParser;
  BiFunction<String, T, T> check = (said, value) -> value;
  Optional<T> byDefault = Optional.empty();
  Optional<String> flag = Optional.empty();
  String label = "";
  String help = "";
  boolean isSwitch;
  boolean isRepeatable;
  boolean onlyWhenResuming;

  /**
   * An option whose method and property have its name.
   *
   * @param name what messages call it
   * @param parser from what a message calls it and its text
   */
  RunOptionEntry(String name, BiFunction<String, String, T> parser) {
    this.name = name;
    this.method = name;
    this.property = name;
    this.parser = parser;
    this.propertyParser = parser;
  }

  RunOptionEntry<T> method(String method) {
    this.method = method;
    return this;
  }

  RunOptionEntry<T> property(String property) {
    this.property = property;
    return this;
  }

  /** A property whose text is read in another way. */
  RunOptionEntry<T> property(String property, BiFunction<String, String, T> parser) {
    this.property = property;
    this.propertyParser = parser;
    return this;
  }

  /** Refuses what is no value of the option, else returns it as it is kept. */
  RunOptionEntry<T> check(BiFunction<String, T, T> check) {
    this.check = check;
    return this;
  }

  RunOptionEntry<T> byDefault(T value) {
    this.byDefault = Optional.of(value);
    return this;
  }

  RunOptionEntry<T> flag(String flag) {
    this.flag = Optional.of(flag);
    return this;
  }

  RunOptionEntry<T> flag(String flag, String label) {
    this.label = label;
    return flag(flag);
  }

  RunOptionEntry<T> isSwitch() {
    this.isSwitch = true;
    return this;
  }

  RunOptionEntry<T> isRepeatable() {
    this.isRepeatable = true;
    return this;
  }

  RunOptionEntry<T> onlyWhenResuming() {
    this.onlyWhenResuming = true;
    return this;
  }

  RunOptionEntry<T> help(String sentence) {
    this.help = sentence;
    return this;
  }

  RunOption<T> in(OptionTable table) {
    return table.add(new RunOption<>(this));
  }
}
