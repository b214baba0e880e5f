package org.acmespark.run;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Options as they were given in one place: to a builder, as properties, or on the command line.
 * Each value has passed its option's check.
 */
public final class GivenOptions {
  private final Map<RunOption<?>, Object> values = new LinkedHashMap<>();
  private final Map<String, String> slurm = new TreeMap<>();

  /**
   * Gives an option a value.
   *
   * @throws IllegalArgumentException if the option does not take it
   */
  public <T> void set(RunOption<T> option, T value) {
    values.put(option, option.check(value));
  }

  /**
   * Gives an option the value that a text means.
   *
   * @param said what the message calls the option
   * @throws IllegalArgumentException if the text is none of its values
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

  /** Takes all values of {@code others}, in the place of what was given before. */
  public void setAll(GivenOptions others) {
    values.putAll(others.values);
    slurm.putAll(others.slurm);
  }

  /** Forgets the value of an option. */
  public void remove(RunOption<?> option) {
    values.remove(option);
  }

  /** The value that was given; empty if none was. */
  @SuppressWarnings("unchecked") // set has put it there
  public <T> Optional<T> find(RunOption<T> option) {
    return Optional.ofNullable((T) values.get(option));
  }

  /** Whether an option without a value was given. */
  boolean has(RunOption<Boolean> option) {
    return find(option).orElse(false);
  }

  /** Settings of a cluster on SLURM by their key, those that were given as {@code slurm.KEY}. */
  Map<String, String> slurm() {
    return Collections.unmodifiableMap(slurm);
  }

  Map<RunOption<?>, Object> values() {
    return Collections.unmodifiableMap(values);
  }
}
