package org.acmespark.plan;

import java.util.Objects;
import java.util.OptionalLong;
import java.util.function.Predicate;

/**
 * An argument of the automatic way, before it is known whether it is split or shared.
 *
 * @param name the parameter's name, for messages
 * @param value a plain Java value, a Sequence, or an Arg, which knows its mode itself
 * @param wholeFits whether the parameter's type takes a value of this kind as it is
 * @param elementFits whether the parameter's type takes a value of this kind as one element
 * @param defaultLength how long the parameter's default is, if it has one that is list-like
 * @param isDefault whether {@code value} is the parameter's default, which is never split
 */
public record Candidate(
    String name,
    Mode mode,
    Object value,
    Predicate<Object> wholeFits,
    Predicate<Object> elementFits,
    OptionalLong defaultLength,
    boolean isDefault) {

  /** Refuses null. */
  public Candidate {
    Objects.requireNonNull(name, "name");
    Objects.requireNonNull(mode, "mode");
    Objects.requireNonNull(value, "value");
    Objects.requireNonNull(wholeFits, "wholeFits");
    Objects.requireNonNull(elementFits, "elementFits");
    Objects.requireNonNull(defaultLength, "defaultLength");
  }

  /** An argument whose parameter takes anything and has no list-like default. */
  public static Candidate of(String name, Object value) {
    return new Candidate(name, Mode.AUTO, value, v -> true, v -> true, OptionalLong.empty(), false);
  }
}
