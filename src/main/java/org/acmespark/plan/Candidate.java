package org.acmespark.plan;

import java.util.Objects;
import java.util.OptionalLong;
import java.util.function.Predicate;

/**
 * An argument of a function called by name, before it is decided whether it is split or shared.
 *
 * @param name the parameter's name, for messages
 * @param value a plain Java value, a Sequence, or an Arg, which has a mode of its own
 * @param wholeFits whether the parameter's type takes a value of this kind as it is
 * @param elementFits whether the parameter's type takes a value of this kind as one element
 * @param defaultLength length of the parameter's default, if that is list-like
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

  /** Checks that nothing is null. */
  public Candidate {
    Objects.requireNonNull(name, "name");
    Objects.requireNonNull(mode, "mode");
    Objects.requireNonNull(value, "value");
    Objects.requireNonNull(wholeFits, "wholeFits");
    Objects.requireNonNull(elementFits, "elementFits");
    Objects.requireNonNull(defaultLength, "defaultLength");
  }

  /** Creates an argument whose parameter accepts any value and has no list-like default. */
  public static Candidate of(String name, Object value) {
    return new Candidate(name, Mode.AUTO, value, v -> true, v -> true, OptionalLong.empty(), false);
  }
}
