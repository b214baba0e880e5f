package org.acmespark.run;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The options that were given in one place: to a builder, as properties, or on the command line.
 * Each value has passed its option's check.
 */
public final class GivenOptions {
  private final Map<RunOption<?>, Object> values = new LinkedHashMap<>();
  private final Map<String, String> slurm = new TreeMap<>();

  /**
   * Sets the value of an option.
   *
   * @throws IllegalArgumentException if the option does not take the value
   */
  public <T> void set(RunOption<T> option, T value) {
    values.put(option, option.check(value));
  }

  /**
   * Sets the value of an option from a text.
   *
   * @param said name of the option in messages
   * @throws IllegalArgumentException if the text is not a value of the option
   */
  public void set(RunOption<?> option, String said, String text) {
    values.put(option, option.parse(said, text));
  }

  void setProperty(RunOption<?> option, String text) {
    values.put(option, option.parseProperty(text));
  }

  void setSlurm(String key, String text) {
    slurm.put(key, text);
  }

  /** Takes all values of {@code others}, which replace values that were given before. */
  public void setAll(GivenOptions others) {
    values.putAll(others.values);
    slurm.putAll(others.slurm);
  }

  /** Removes the value of an option. */
  public void remove(RunOption<?> option) {
    values.remove(option);
  }

  /** Returns the given value; empty if none was given. */
  @SuppressWarnings("unchecked") // set has put it there
  public <T> Optional<T> find(RunOption<T> option) {
    return Optional.ofNullable((T) values.get(option));
  }

  /** Whether an option that is a switch was given. */
  boolean has(RunOption<Boolean> option) {
    return find(option).orElse(false);
  }

  /** Returns the settings of SLURM by their keys; each was given as {@code slurm.KEY}. */
  Map<String, String> slurm() {
    return Collections.unmodifiableMap(slurm);
  }

  Map<RunOption<?>, Object> values() {
    return Collections.unmodifiableMap(values);
  }
}
