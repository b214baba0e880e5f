package org.acmespark.plan;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.function.Predicate;
import org.acmespark.model.Arg;
import org.acmespark.model.Sequence;
import org.junit.jupiter.api.Test;

class DistributionTest {
  private static final OptionalLong AUTO = OptionalLong.empty();
  private static final Predicate<Object> NUMBER = Number.class::isInstance;
  private static final Predicate<Object> LIST = List.class::isInstance;

  @Test
  void splitsTheListAndSharesTheScalars() {
    var d = distribute(AUTO, auto("x", List.of(2, 4, 6, 8)), auto("y", 4), auto("z", 3));
    assertEquals(4, d.nInputs());
    assertEquals(List.of(2, 4, 6, 8), split(d, 0));
    assertEquals(4, shared(d, 1));
    assertEquals(3, shared(d, 2));
  }

  @Test
  void rangesAndOneDimensionalArraysAreListsToo() {
    var d =
        distribute(
            AUTO,
            auto("x", Sequences.range(0, 3, 1)),
            auto("y", new double[] {1, 2, 3}),
            auto("z", new String[] {"a", "b", "c"}));
    assertEquals(3, d.nInputs());
    assertEquals(List.of(0, 1, 2), split(d, 0));
    assertEquals(List.of(1.0, 2.0, 3.0), split(d, 1));
    assertEquals(List.of("a", "b", "c"), split(d, 2));
  }

  @Test
  void stringsAreScalars() {
    var d = distribute(AUTO, auto("x", List.of(1, 2, 3)), auto("name", "abc"));
    assertEquals("abc", shared(d, 1));
  }

  @Test
  void arraysOfMoreDimensionsAreShared() {
    double[][] matrix = new double[3][3];
    var d = distribute(AUTO, auto("a", matrix), auto("k", List.of(1, 2, 3)));
    assertArrayEquals(matrix, (double[][]) shared(d, 0));
  }

  @Test
  void anArrayOfMoreDimensionsGivesItsRowsWhereOnlyARowFits() {
    var rows = typed("row", new double[][] {{1}, {2}}, double[].class::isInstance);
    assertEquals(2, distribute(AUTO, rows).nInputs());
  }

  @Test
  void listsOfAnotherLengthAreSharedIfTheNumberOfInputsIsGiven() {
    var d =
        distribute(OptionalLong.of(2), auto("x", List.of(1, 2)), auto("weights", List.of(1, 2, 3)));
    assertEquals(List.of(1, 2), split(d, 0));
    assertEquals(List.of(1, 2, 3), shared(d, 1));
  }

  @Test
  void lengthsThatDisagreeAreAllNamed() {
    String message =
        refusal(AUTO, auto("x", List.of(1, 2)), auto("y", 5), auto("z", new int[] {1, 2, 3}));
    assertTrue(message.contains("argument x (2 values)"), message);
    assertTrue(message.contains("argument z (3 values)"), message);
    assertTrue(message.contains("Give nInputs"), message);
    assertTrue(message.contains("each") && message.contains("all"), message);
  }

  @Test
  void markingOneArgumentEachSettlesTheDisagreement() {
    var marked = new Candidate("x", Mode.EACH, List.of(1, 2), v -> true, v -> true, AUTO, false);
    var d = distribute(AUTO, marked, auto("z", List.of(1, 2, 3)));
    assertEquals(2, d.nInputs());
    assertEquals(List.of(1, 2, 3), shared(d, 1));
  }

  @Test
  void markingOneArgumentAllSettlesTheDisagreement() {
    var marked = new Candidate("x", Mode.ALL, List.of(1, 2), v -> true, v -> true, AUTO, false);
    var d = distribute(AUTO, marked, auto("z", List.of(1, 2, 3)));
    assertEquals(3, d.nInputs());
    assertEquals(List.of(1, 2), shared(d, 0));
    var asArg =
        distribute(AUTO, auto("x", new Arg.All<>(List.of(1, 2))), auto("z", List.of(1, 2, 3)));
    assertEquals(3, asArg.nInputs());
  }

  @Test
  void theTypeDecidesWhereOnlyTheWholeFits() {
    var window = typed("window", List.of(1, 2, 3), LIST);
    var d = distribute(AUTO, window, auto("x", List.of(1, 2)));
    assertEquals(2, d.nInputs());
    assertEquals(List.of(1, 2, 3), shared(d, 0));
    var sameLength =
        distribute(AUTO, typed("window", List.of(1, 2), LIST), auto("x", List.of(1, 2)));
    assertEquals(List.of(1, 2), shared(sameLength, 0));
  }

  @Test
  void aListWhoseElementsAloneFitMustHaveOneForEachComputation() {
    String message =
        refusal(
            OptionalLong.of(2),
            auto("x", List.of(1, 2)),
            typed("cutoff", List.of(1, 2, 3), NUMBER));
    assertTrue(message.startsWith("argument cutoff (3 values), but there are 2"), message);
  }

  @Test
  void withoutListsThereIsOneComputationUnlessMoreAreAskedFor() {
    assertEquals(1, distribute(AUTO, auto("x", 1)).nInputs());
    assertEquals(1, distribute(AUTO).nInputs());
    var repeated = distribute(OptionalLong.of(50), auto("x", 1), auto("name", "a"));
    assertEquals(50, repeated.nInputs());
    assertEquals(1, shared(repeated, 0));
    var sharedList = auto("x", new Arg.All<>(List.of(1, 2)));
    assertEquals(50, distribute(OptionalLong.of(50), sharedList).nInputs());
    assertEquals(50, distribute(OptionalLong.of(50), typed("w", List.of(1, 2), LIST)).nInputs());
  }

  @Test
  void oneComputationOfAListOfOne() {
    var d = distribute(AUTO, auto("x", List.of(7)));
    assertEquals(1, d.nInputs());
    assertEquals(List.of(7), split(d, 0));
  }

  @Test
  void refusesANumberOfInputsThatMatchesNothing() {
    String message = refusal(OptionalLong.of(5), auto("x", List.of(1, 2)), auto("y", 1));
    assertTrue(message.contains("nInputs is 5"), message);
    assertTrue(message.contains("argument x (2 values)"), message);
  }

  @Test
  void refusesAnEachOfAnotherLengthThanTheNumberOfInputs() {
    var each = auto("x", new Arg.Each<>(Sequences.range(0, 10, 1)));
    String message = refusal(OptionalLong.of(4), auto("y", List.of(1, 2, 3, 4)), each);
    assertTrue(message.startsWith("argument x (each, 10 values), but there are 4"), message);
  }

  @Test
  void takesEmptyArgumentsForNoComputations() {
    assertEquals("nInputs is 0, but must be 1 or more", refusal(OptionalLong.of(0), auto("x", 1)));
    assertEquals(0, distribute(AUTO, auto("x", List.of()), auto("y", 4)).nInputs());
    var each = auto("x", new Arg.Each<>(Sequences.range(0, 0, 1)));
    assertEquals(0, distribute(AUTO, each).nInputs());
    assertTrue(
        refusal(AUTO, auto("x", List.of()), auto("y", List.of(1, 2)))
            .startsWith("argument x is empty, but others have values"));
    var whole = distribute(AUTO, auto("x", new Arg.All<>(List.of())));
    assertEquals(List.of(), shared(whole, 0));
  }

  @Test
  void refusesToSplitAScalar() {
    var marked = new Candidate("x", Mode.EACH, 5, v -> true, v -> true, AUTO, false);
    assertEquals("argument x is marked each, but 5 has no elements", refusal(AUTO, marked));
  }

  @Test
  void aListAsLongAsItsDefaultDoesNotDecideTheNumberOfInputs() {
    var weights = likeDefault(List.of(1, 2, 3));
    var d = distribute(AUTO, auto("x", List.of(1, 2)), weights);
    assertEquals(2, d.nInputs());
    assertEquals(List.of(1, 2, 3), shared(d, 1));
    assertEquals(1, distribute(AUTO, auto("x", 1), weights).nInputs());
    var one = distribute(AUTO, auto("x", 1), likeDefault(List.of(9)));
    assertInstanceOf(Arg.All.class, one.args().get(1));
  }

  private static Candidate likeDefault(List<?> value) {
    return new Candidate(
        "w", Mode.AUTO, value, v -> true, v -> true, OptionalLong.of(value.size()), false);
  }

  @Test
  void aDefaultIsNeverSplit() {
    var standard =
        new Candidate(
            "w", Mode.AUTO, List.of(1, 2), v -> true, v -> true, OptionalLong.of(2), true);
    var d = distribute(AUTO, auto("x", List.of(1, 2)), standard);
    assertEquals(List.of(1, 2), shared(d, 1));
  }

  @Test
  void slicesHaveTheLengthOfTheirAxis() {
    Arg<?> slices = new Arg.Slices<>("s.h5", "/data", 1, double[].class);
    var d =
        Distribution.distribute(
            List.of(auto("x", slices), auto("k", List.of(1, 2, 3))), AUTO, arg -> 3);
    assertEquals(3, d.nInputs());
    assertEquals(slices, d.args().get(0));
    var e =
        assertThrows(
            IllegalArgumentException.class,
            () ->
                Distribution.distribute(
                    List.of(auto("x", slices), auto("k", new Arg.Each<>(Sequences.range(0, 4, 1)))),
                    AUTO,
                    arg -> 3));
    assertTrue(e.getMessage().contains("argument x (slices of /data, 3 values)"), e.getMessage());
  }

  @Test
  void theTypedWayNamesArgumentsByNumber() {
    List<Arg<?>> args =
        List.of(
            new Arg.Each<>(Sequences.range(0, 4, 1)), new Arg.Each<>(Sequences.range(0, 10, 1)));
    var e =
        assertThrows(
            IllegalArgumentException.class, () -> Distribution.typed(args, AUTO, arg -> -1));
    assertTrue(e.getMessage().contains("argument 1 (each, 4 values)"), e.getMessage());
    assertTrue(e.getMessage().contains("argument 2 (each, 10 values)"), e.getMessage());
  }

  @Test
  void theTypedWaySharesAListThatIsMarkedAll() {
    List<Arg<?>> args = List.of(new Arg.All<>(List.of(1, 2)), new Arg.Context());
    assertEquals(1, Distribution.typed(args, AUTO, arg -> -1).nInputs());
    assertEquals(7, Distribution.typed(args, OptionalLong.of(7), arg -> -1).nInputs());
  }

  private static Candidate auto(String name, Object value) {
    return Candidate.of(name, value);
  }

  private static Candidate typed(String name, Object value, Predicate<Object> parameter) {
    return new Candidate(name, Mode.AUTO, value, parameter, parameter, AUTO, false);
  }

  private static Distribution.Distributed distribute(OptionalLong n, Candidate... candidates) {
    return Distribution.distribute(
        List.of(candidates),
        n,
        arg -> {
          throw new AssertionError("no source among the arguments");
        });
  }

  private static String refusal(OptionalLong n, Candidate... candidates) {
    return assertThrows(IllegalArgumentException.class, () -> distribute(n, candidates))
        .getMessage();
  }

  private static List<Object> split(Distribution.Distributed d, int i) {
    Sequence<?> sequence = assertInstanceOf(Arg.Each.class, d.args().get(i)).values();
    List<Object> values = new ArrayList<>();
    for (long k = 0; k < sequence.length(); k++) {
      values.add(sequence.get(k));
    }
    return values;
  }

  private static Object shared(Distribution.Distributed d, int i) {
    return assertInstanceOf(Arg.All.class, d.args().get(i)).value();
  }
}
