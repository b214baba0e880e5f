package org.acmespark.run;

import java.util.Optional;
import java.util.function.BiFunction;

/**
 * The declaration of one option in the table.
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
  OptionGroup group = OptionGroup.EXECUTION;
  String label = "";
  String help = "";
  boolean isSwitch;
  boolean isRepeatable;
  boolean onlyWhenResuming;

  /**
   * Declares an option whose method and property have the option's name.
   *
   * @param name name of the option in messages
   * @param parser function of the name in messages and the text
   */
  RunOptionEntry(String name, BiFunction<String, String, T> parser) {
    this.name = name;
    this.method = name;
    this.property = name;
    this.parser = parser;
    this.propertyParser = parser;
  }

  static RunOptionEntry<String> text(String name) {
    return new RunOptionEntry<>(name, (said, text) -> text);
  }

  static RunOptionEntry<Boolean> yesOrNo(String name) {
    return new RunOptionEntry<>(name, OptionValues::flag).byDefault(false).isSwitch();
  }

  static <E extends Enum<E>> RunOptionEntry<E> constant(String name, Class<E> type) {
    return new RunOptionEntry<>(name, (said, text) -> OptionValues.constant(said, text, type));
  }

  RunOptionEntry<T> method(String method) {
    this.method = method;
    return this;
  }

  RunOptionEntry<T> property(String property) {
    this.property = property;
    return this;
  }

  /** Sets a property whose text has its own parser. */
  RunOptionEntry<T> property(String property, BiFunction<String, String, T> parser) {
    this.property = property;
    this.propertyParser = parser;
    return this;
  }

  /**
   * Sets a check that refuses invalid values and returns valid ones in the form in which they are
   * stored.
   */
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

  /** Ends the declaration: the option is in the table of all, and in this group of its help. */
  RunOption<T> in(OptionGroup group) {
    this.group = group;
    return OptionTable.ALL.add(new RunOption<>(this));
  }
}
