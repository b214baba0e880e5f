package org.acmespark.plan;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.function.Predicate;
import java.util.function.ToLongFunction;
import java.util.stream.Collectors;
import org.acmespark.model.Arg;

/**
 * Decides how many computations there are and which values each of them gets.
 *
 * <pre>{@code
 * var four = Distribution.distribute(
 *     List.of(Candidate.of("x", List.of(2, 4, 6, 8)), Candidate.of("y", 4)), OptionalLong.empty(), lengths);
 * four.nInputs();   // 4
 * four.args();      // Each 2, 4, 6, 8 and All 4
 * }</pre>
 *
 * <p>ACME's automatic rule: lists, ranges and one-dimensional arrays with n_inputs elements are
 * split, everything else is shared; strings are scalars; arrays of more dimensions are shared.
 * Where the parameter's type takes only the whole, or only an element, that decides instead.
 * n_inputs, unless given, is the length of the arguments marked {@code each}, else the length on
 * which all list-likes agree, else 1. A list-like as long as the parameter's own list-like default
 * does not decide n_inputs, and a default itself is never split. An array (no list) of one element
 * beside longer list-likes is shared.
 */
public final class Distribution {
  private Distribution() {}

  /**
   * The values that computations get.
   *
   * @param nInputs number of computations; 0 if all arguments to be split are empty
   * @param args in the order of the parameters; arguments that are split have {@code nInputs}
   *     elements
   */
  public record Distributed(long nInputs, List<Arg<?>> args) {}

  /**
   * Distributes values by ACME's automatic rule.
   *
   * @param nInputs the number that the caller gave; if nothing can be split, the same inputs are
   *     used that many times
   * @param lengthOfSource number of elements of a {@link Arg.Slices} or {@link Arg.Distributed}
   * @throws IllegalArgumentException if lengths disagree with each other or with {@code nInputs},
   *     an argument to be split is a scalar, or empty while another is not, or {@code nInputs} is
   *     below 1
   */
  public static Distributed distribute(
      List<Candidate> candidates, OptionalLong nInputs, ToLongFunction<Arg<?>> lengthOfSource) {
    requirePositive(nInputs);
    List<Split> splits =
        broadcast(
            candidates.stream().map(candidate -> Split.of(candidate, lengthOfSource)).toList(),
            nInputs);
    requireAllOrNoneEmpty(splits);
    long n = nInputs.isPresent() ? checked(nInputs.getAsLong(), splits) : inferred(splits);
    List<Arg<?>> args = new ArrayList<>();
    for (Split split : splits) {
      split.requireLength(n);
      args.add(split.toArg(n));
    }
    return new Distributed(n, List.copyOf(args));
  }

  /**
   * Checks arguments that are already marked as split or shared.
   *
   * @throws IllegalArgumentException as {@link #distribute} does
   */
  public static Distributed typed(
      List<Arg<?>> args, OptionalLong nInputs, ToLongFunction<Arg<?>> lengthOfSource) {
    List<Candidate> candidates = new ArrayList<>();
    for (Arg<?> arg : args) {
      candidates.add(Candidate.of(String.valueOf(candidates.size() + 1), arg));
    }
    return distribute(candidates, nInputs, lengthOfSource);
  }

  /**
   * Pipelines may filter out all inputs. Then there is nothing to compute, and that is not an
   * error.
   */
  private static void requireAllOrNoneEmpty(List<Split> splits) {
    if (splits.stream().anyMatch(split -> split.isListLike() && split.length() > 0)) {
      splits.forEach(Split::requireNotEmpty);
    }
  }

  /** Arrays of one element beside longer ones are shared, as NumPy and ACME do. */
  private static List<Split> broadcast(List<Split> splits, OptionalLong nInputs) {
    boolean many =
        nInputs.orElse(1) > 1
            || splits.stream().anyMatch(split -> split.isListLike() && split.length() > 1);
    return many
        ? splits.stream().map(split -> split.isArrayOfOne() ? split.shared() : split).toList()
        : splits;
  }

  private static void requirePositive(OptionalLong nInputs) {
    if (nInputs.isPresent() && nInputs.getAsLong() < 1) {
      throw new IllegalArgumentException(
          "nInputs is " + nInputs.getAsLong() + ", but must be 1 or more");
    }
  }

  private static long checked(long nInputs, List<Split> splits) {
    List<Split> listLikes = splits.stream().filter(Split::isListLike).toList();
    if (!listLikes.isEmpty() && listLikes.stream().noneMatch(split -> split.length() == nInputs)) {
      throw new IllegalArgumentException(
          "nInputs is %s, but no argument has so many values: %s. Mark arguments that every computation gets whole with all"
              .formatted(nInputs, describe(listLikes)));
    }
    return nInputs;
  }

  private static long inferred(List<Split> splits) {
    List<Split> marked = splits.stream().filter(Split::isMarked).toList();
    List<Split> deciding =
        marked.isEmpty() ? splits.stream().filter(Split::decides).toList() : marked;
    if (deciding.isEmpty()) {
      return 1;
    }
    long first = deciding.get(0).length();
    Predicate<Split> agrees = split -> split.length() == first;
    if (!deciding.stream().allMatch(agrees)) {
      throw new IllegalArgumentException(
          "lengths of the arguments disagree: %s. %s"
              .formatted(
                  describe(deciding),
                  marked.isEmpty()
                      ? "Give nInputs, or mark arguments to be split with each, and arguments that every computation gets whole with all"
                      : "An argument marked each must have one value per computation"));
    }
    return first;
  }

  private static String describe(List<Split> splits) {
    return splits.stream().map(Split::describe).collect(Collectors.joining(", "));
  }
}
