package org.acmespark.plan;

import java.lang.reflect.Array;
import java.util.List;
import java.util.function.ToLongFunction;
import org.acmespark.model.Arg;
import org.acmespark.model.Sequence;

/**
 * One argument, and what its value and its parameter's type imply about splitting it.
 *
 * @param length number of elements along the axis that would be split, -1 if there is none
 */
record Split(Candidate candidate, Verdict verdict, long length) {
  enum Verdict {
    /** Every computation gets the whole value. */
    SHARED,
    /** Split if it has as many elements as there are computations. */
    IF_LENGTH_MATCHES,
    /** The parameter accepts only elements. */
    TYPE_WANTS_ELEMENTS,
    /** The caller marked it. */
    MARKED
  }

  static Split of(Candidate candidate, ToLongFunction<Arg<?>> lengthOfSource) {
    Object value = candidate.value();
    if (value instanceof Arg<?> arg) {
      return of(candidate, arg, lengthOfSource);
    }
    long length = length(value);
    if (candidate.mode() == Mode.EACH && length < 0) {
      throw new IllegalArgumentException(
          "argument %s is marked each, but %s has no elements"
              .formatted(candidate.name(), InShort.of(value)));
    }
    return new Split(candidate, verdict(candidate, length), length);
  }

  private static Split of(Candidate candidate, Arg<?> arg, ToLongFunction<Arg<?>> lengthOfSource) {
    return arg.match(
        new Arg.Cases<Split>() {
          @Override
          public Split each(Arg.Each<?> each) {
            return new Split(candidate, Verdict.MARKED, each.values().length());
          }

          @Override
          public Split all(Arg.All<?> all) {
            return new Split(candidate, Verdict.SHARED, -1);
          }

          @Override
          public Split slices(Arg.Slices<?> slices) {
            return new Split(
                candidate, Verdict.MARKED, lengthOf(candidate, slices, lengthOfSource));
          }

          @Override
          public Split files(Arg.Files<?> files) {
            return new Split(candidate, Verdict.MARKED, files.files().size());
          }

          @Override
          public Split distributed(Arg.Distributed<?> distributed) {
            return new Split(
                candidate, Verdict.MARKED, lengthOf(candidate, distributed, lengthOfSource));
          }

          @Override
          public Split context(Arg.Context context) {
            return new Split(candidate, Verdict.SHARED, -1);
          }
        });
  }

  private static long lengthOf(
      Candidate candidate, Arg<?> source, ToLongFunction<Arg<?>> lengthOfSource) {
    try {
      return lengthOfSource.applyAsLong(source);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          "argument %s: %s".formatted(candidate.name(), e.getMessage()), e);
    }
  }

  private static Verdict verdict(Candidate candidate, long length) {
    if (candidate.mode() != Mode.AUTO) {
      return candidate.mode() == Mode.EACH ? Verdict.MARKED : Verdict.SHARED;
    }
    if (length < 0 || candidate.isDefault()) {
      return Verdict.SHARED;
    }
    Object value = candidate.value();
    boolean whole = candidate.wholeFits().test(value);
    boolean element = length == 0 || candidate.elementFits().test(first(value));
    if (whole != element) {
      return whole ? Verdict.SHARED : Verdict.TYPE_WANTS_ELEMENTS;
    }
    return isMultiDimensional(value) ? Verdict.SHARED : Verdict.IF_LENGTH_MATCHES;
  }

  private static long length(Object value) {
    if (value instanceof Sequence<?> sequence) {
      return sequence.length();
    }
    if (value instanceof List<?> list) {
      return list.size();
    }
    return value.getClass().isArray() ? Array.getLength(value) : -1;
  }

  private static Object first(Object value) {
    if (value instanceof Sequence<?> sequence) {
      return sequence.get(0);
    }
    return value instanceof List<?> list ? list.get(0) : Array.get(value, 0);
  }

  private static boolean isMultiDimensional(Object value) {
    return value.getClass().isArray() && value.getClass().getComponentType().isArray();
  }

  boolean isMarked() {
    return verdict == Verdict.MARKED;
  }

  boolean isListLike() {
    return verdict != Verdict.SHARED;
  }

  /** Whether this argument may decide n_inputs. */
  boolean decides() {
    return isListLike()
        && (candidate.defaultLength().isEmpty() || candidate.defaultLength().getAsLong() != length);
  }

  void requireNotEmpty() {
    if (isListLike() && length == 0) {
      throw new IllegalArgumentException(
          "argument %s is empty, but others have values; mark it with all if every computation gets it whole"
              .formatted(candidate.name()));
    }
  }

  void requireLength(long nInputs) {
    if (length == nInputs) {
      return;
    }
    if (verdict == Verdict.MARKED) {
      throw new IllegalArgumentException(
          "%s, but there are %s computations: an argument marked each must have one value per computation"
              .formatted(describe(), nInputs));
    }
    if (verdict == Verdict.TYPE_WANTS_ELEMENTS) {
      throw new IllegalArgumentException(
          "%s, but there are %s computations, and its parameter takes one value, not many: give one value, or one per computation"
              .formatted(describe(), nInputs));
    }
  }

  /** Whether it is an array of one element, which any number of computations may share. */
  boolean isArrayOfOne() {
    return length == 1
        && candidate.value().getClass().isArray()
        && (verdict == Verdict.IF_LENGTH_MATCHES || verdict == Verdict.TYPE_WANTS_ELEMENTS);
  }

  /** An array of one element as a shared value: the element if the parameter takes no array. */
  Split shared() {
    Object value =
        verdict == Verdict.TYPE_WANTS_ELEMENTS ? first(candidate.value()) : candidate.value();
    var shared =
        new Candidate(
            candidate.name(),
            Mode.ALL,
            new Arg.All<>(value),
            candidate.wholeFits(),
            candidate.elementFits(),
            candidate.defaultLength(),
            candidate.isDefault());
    return new Split(shared, Verdict.SHARED, -1);
  }

  Arg<?> toArg(long nInputs) {
    if (candidate.value() instanceof Arg<?> arg) {
      return arg;
    }
    return isListLike() && length == nInputs && (nInputs > 1 || splitsOne())
        ? new Arg.Each<>(Sequences.elementsOf(candidate.value()))
        : new Arg.All<>(candidate.value());
  }

  /** A list of one that did not decide n_inputs (its default is a list of one too) stays a list. */
  private boolean splitsOne() {
    return verdict != Verdict.IF_LENGTH_MATCHES || decides();
  }

  /** {@code argument x (each, 10 values)}. */
  String describe() {
    String kind = "";
    if (candidate.value() instanceof Arg.Slices<?> slices) {
      kind = "slices of " + slices.dataset() + ", ";
    } else if (candidate.value() instanceof Arg.Files<?> files) {
      kind = files.dataset() + " of each file, ";
    } else if (candidate.value() instanceof Arg.Distributed) {
      kind = "RDD, ";
    } else if (isMarked()) {
      kind = "each, ";
    }
    return "argument %s (%s%s %s)"
        .formatted(candidate.name(), kind, length, length == 1 ? "value" : "values");
  }
}
