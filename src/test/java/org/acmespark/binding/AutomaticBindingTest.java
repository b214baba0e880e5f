package org.acmespark.binding;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.acmespark.binding.AutomaticBinding.Bound;
import org.acmespark.model.Arg;
import org.acmespark.model.Computation;
import org.acmespark.model.Default;
import org.acmespark.model.Sequence;
import org.acmespark.model.TaskId;
import org.acmespark.plan.Sequences;
import org.junit.jupiter.api.Test;

class AutomaticBindingTest {
  private static final OptionalLong AUTO = OptionalLong.empty();

  static double f(double x, double y, double z) {
    return (x + y) * z;
  }

  static double lowpass(
      double[] signal, double cutoff, @Default("[1, 2, 3]") double[] weights, @Default("4") int n) {
    return signal.length + cutoff + weights.length + n;
  }

  static long random(double x, Computation context, @TaskId long id) {
    return context.nInputs() + id + (long) x;
  }

  static int acme(int x, int taskID) {
    return x + taskID;
  }

  static Object anything(Object x, Optional<Double> maybe) {
    return List.of(x, maybe);
  }

  static String badDefault(@Default("nearest") String mode) {
    return mode;
  }

  static int over(int a) {
    return a;
  }

  static int over(int a, int b) {
    return a + b;
  }

  static int over(int a, String c) {
    return a + c.length();
  }

  static double boxed(Double x, float[][] y) {
    return x + y.length;
  }

  @Test
  void bindsTheFirstCommandOfTheReadme() throws Exception {
    Bound bound = bind("f", List.of(List.of(2, 4, 6, 8), 4), Map.of("z", 3));
    assertEquals(4, bound.nInputs());
    assertEquals(List.of(18.0, 24.0, 30.0, 36.0), results(bound));
    assertEquals(4.0, shared(bound, 1));
  }

  @Test
  void argumentsByNameAloneGoWhereTheyBelong() throws Exception {
    Bound bound = bind("f", List.of(), Map.of("z", 3, "x", List.of(2, 4), "y", 4));
    assertEquals(List.of(18.0, 24.0), results(bound));
  }

  @Test
  void typesDecideWhatIsSplit() throws Exception {
    Bound bound = bind("lowpass", List.of(List.of(1, 2, 3), List.of(10, 20, 30)), Map.of());
    assertEquals(3, bound.nInputs());
    assertArrayEquals(new double[] {1, 2, 3}, (double[]) shared(bound, 0));
    assertEquals(List.of(20.0, 30.0, 40.0), results(bound));
    Bound signals =
        bind("lowpass", List.of(List.of(List.of(1, 2), List.of(3, 4))), Map.of("cutoff", 1));
    assertArrayEquals(new double[] {3, 4}, (double[]) each(signals, 0).get(1));
  }

  @Test
  void defaultsAreFilledInAndNeverSplit() {
    Bound bound = bind("lowpass", List.of(List.of(1.5), List.of(1, 2, 3)), Map.of());
    assertArrayEquals(new double[] {1, 2, 3}, (double[]) shared(bound, 2));
    assertEquals(4, shared(bound, 3));
  }

  @Test
  void contextsAreGivenByTheRun() {
    Bound bound = bind("random", List.of(List.of(1, 2, 3)), Map.of());
    assertInstanceOf(Arg.Context.class, bound.args().get(1));
    assertInstanceOf(Arg.Context.class, bound.args().get(2));
    assertTrue(
        refusal("random", List.of(1, 2), Map.of()).contains("takes 1 argument, but was given 2"));
    assertTrue(refusal("random", List.of(1), Map.of("context", 2)).contains("which the run gives"));
  }

  @Test
  void acmesTaskIdIsGivenUnlessTheCallerDoes() {
    assertInstanceOf(Arg.Context.class, bind("acme", List.of(1), Map.of()).args().get(1));
    assertEquals(7, shared(bind("acme", List.of(1), Map.of("taskID", 7)), 1));
  }

  @Test
  void everyElementIsConverted() {
    Bound bound = bind("boxed", List.of(List.of(1, 2), List.of(List.of(1, 2))), Map.of());
    assertEquals(1.0, each(bound, 0).get(0));
    assertArrayEquals(new float[][] {{1, 2}}, (float[][]) shared(bound, 1));
    assertEquals(
        "argument x[1] is 2.5, which cannot become an int without loss: it has a fraction",
        refusal("acme", List.of(List.of(1, 2.5)), Map.of()));
  }

  @Test
  void aRangeStaysARangeWhereverTheCallWidensItsNumbers() throws Exception {
    Sequence<Integer> range = Sequences.range(0, Integer.MAX_VALUE, 1);
    Bound bound = bind("f", List.of(range, 4, 3), Map.of());
    assertSame(range, each(bound, 0));
    assertEquals(27.0, bound.function().call(new Object[] {range.get(5), 4.0, 3.0}));
  }

  @Test
  void marksOverrideTheAutomaticRule() {
    Bound bound =
        bind(
            "anything",
            List.of(new Arg.All<>(List.of(1, 2))),
            Map.of("maybe", new Arg.Each<>(Sequences.of(List.of(1, 2, 3)))));
    assertEquals(3, bound.nInputs());
    assertArrayEquals(new int[] {1, 2}, (int[]) shared(bound, 0));
    assertEquals(Optional.of(3.0), each(bound, 1).get(2));
  }

  @Test
  void jsonsNullIsAnEmptyOptional() {
    Map<String, Object> named = new HashMap<>();
    named.put("maybe", null);
    assertEquals(Optional.empty(), shared(bind("anything", List.of(1), named), 1));
    var e =
        assertThrows(
            IllegalArgumentException.class,
            () -> bind("over", Collections.singletonList(null), Map.of()));
    assertEquals("argument a is null, which is not a value of int", e.getMessage());
  }

  @Test
  void slicesAreReadAsTheParametersType() {
    Arg<?> slices = new Arg.Slices<>("s.h5", "/data", 0, double[].class);
    Bound bound =
        AutomaticBinding.bind(
            spec("boxed"), loader(), List.of(1, slices), Map.of(), AUTO, arg -> 32);
    assertEquals(32, bound.nInputs());
    assertEquals(new Arg.Slices<>("s.h5", "/data", 0, float[][].class), bound.args().get(1));
  }

  @Test
  void nothingToSplitIsComputedAsOftenAsAsked() {
    Bound bound =
        AutomaticBinding.bind(
            spec("f"), loader(), List.of(1, 2, 3), Map.of(), OptionalLong.of(50), arg -> -1);
    assertEquals(50, bound.nInputs());
  }

  @Test
  void refusesWrongArgumentsShowingTheSignature() {
    assertEquals(
        "f(double x, double y, double z) takes 3 arguments, but was given 4",
        refusal("f", List.of(1, 2, 3, 4), Map.of()));
    assertEquals(
        "argument z of f(double x, double y, double z) is missing",
        refusal("f", List.of(1, 2), Map.of()));
    assertEquals(
        "argument x of f(double x, double y, double z) is given twice, by position and by name",
        refusal("f", List.of(1), Map.of("x", 2)));
    assertTrue(
        refusal("lowpass", List.of(1), Map.of("cutof", 2))
            .endsWith(
                "has no argument cutof; nearest to it: cutoff; all are [signal, cutoff, weights, n]"));
  }

  @Test
  void functionsWithoutNamesSayHowToNameTheirParameters() {
    String message =
        assertThrows(
                IllegalArgumentException.class,
                () ->
                    AutomaticBinding.bind(
                        "java.lang.Math::hypot",
                        loader(),
                        List.of(1),
                        Map.of("y", 2),
                        AUTO,
                        arg -> -1))
            .getMessage();
    assertTrue(message.contains("compile it with -parameters, or mark them @Name"), message);
  }

  @Test
  void overloadsAreChosenByNumberAndNames() {
    assertEquals(1, bind("over", List.of(1), Map.of()).args().size());
    assertEquals(
        "over(int a, int b)", bind("over", List.of(1), Map.of("b", 2)).function().signature());
    assertEquals(
        "over(int a, int b)", bind("over", List.of(1, 2), Map.of()).function().signature());
    assertEquals(2, bind("over(int,int)", List.of(1, 2), Map.of()).args().size());
    assertTrue(refusal("over", List.of(), Map.of()).startsWith("no overload of over takes these"));
  }

  @Test
  void overloadsAreChosenByTypeAsJavaWould() {
    assertEquals("kind(String a)", chosen(List.of("a", "b")));
    assertEquals("kind(int a)", chosen(List.of(1, 2)));
    assertEquals("kind(double a)", chosen(List.of(1, 2.5)));
    assertEquals("kind(double a)", chosen(List.of(2.5)));
    assertEquals("kind(double a)", chosen(1L << 40)); // there is none for long
    assertEquals("kind(String a)", chosen(Collections.singletonList(null)));
    Bound text =
        AutomaticBinding.bind(
            "java.lang.String::valueOf", loader(), List.of(List.of(1, 2)), Map.of(), AUTO, a -> -1);
    assertEquals(2, text.nInputs());
    assertEquals(1, each(text, 0).get(0));
    assertTrue(
        refusal("kind", List.of(true), Map.of()).contains("kind(int a): argument a is true"));
    String message = refusal("crossed", List.of(1, 1), Map.of());
    assertTrue(
        message.contains("crossed(double a, int b)")
            && message.contains("crossed(int a, double b)"),
        message);
  }

  private static String chosen(Object values) {
    return bind("kind", Collections.singletonList(values), Map.of()).function().signature();
  }

  static int kind(int a) {
    return a;
  }

  static double kind(double a) {
    return a;
  }

  static String kind(String a) {
    return a;
  }

  static double crossed(int a, double b) {
    return a + b;
  }

  static double crossed(double a, int b) {
    return a + b;
  }

  static String described(String a, Integer b, Optional<String> c) {
    return a + b + c;
  }

  @Test
  void nullIsAValueOfReferenceTypes() {
    Bound bound =
        bind(
            "described",
            Arrays.asList(List.of("x", "y"), null),
            Collections.singletonMap("c", null));
    assertEquals(2, bound.nInputs());
    assertNull(shared(bound, 1));
    assertEquals(Optional.empty(), shared(bound, 2));
    Bound some = bind("described", Arrays.asList(Arrays.asList("x", null), 1, "c"), Map.of());
    assertEquals(2, some.nInputs());
    assertNull(each(some, 0).get(1));
    assertEquals(
        "argument a[1] is null, which is not a value of int",
        refusal("over(int)", List.of(Arrays.asList(1, null)), Map.of()));
  }

  @Test
  void anArrayOfOneElementIsSharedBesideLongerLists() {
    Bound numbers = bind("f", List.of(List.of(1, 2, 3), new double[] {5}, 2), Map.of());
    assertEquals(3, numbers.nInputs());
    assertEquals(5.0, shared(numbers, 1));
    assertEquals(1, bind("f", List.of(new double[] {1}, new double[] {5}, 2), Map.of()).nInputs());
    assertTrue(
        refusal("f", List.of(List.of(1, 2, 3), List.of(5), 2), Map.of())
            .startsWith("lengths of the arguments disagree"));
  }

  @Test
  void refusesADefaultThatIsNoJson() {
    String message = refusal("badDefault", List.of(), Map.of());
    assertTrue(message.contains("@Default(\"\\\"nearest\\\"\")"), message);
  }

  @Test
  void refusesTheContextForAParameterOfAnotherType() {
    assertTrue(
        refusal("f", List.of(new Arg.Context(), 1, 2), Map.of())
            .startsWith("argument x is the computation's context"));
  }

  private static Bound bind(String method, List<Object> positional, Map<String, Object> named) {
    return AutomaticBinding.bind(spec(method), loader(), positional, named, AUTO, arg -> -1);
  }

  private static String refusal(String method, List<Object> positional, Map<String, Object> named) {
    return assertThrows(IllegalArgumentException.class, () -> bind(method, positional, named))
        .getMessage();
  }

  private static String spec(String method) {
    return AutomaticBindingTest.class.getName() + "::" + method;
  }

  private static ClassLoader loader() {
    return AutomaticBindingTest.class.getClassLoader();
  }

  private static Sequence<?> each(Bound bound, int i) {
    return assertInstanceOf(Arg.Each.class, bound.args().get(i)).values();
  }

  private static Object shared(Bound bound, int i) {
    return assertInstanceOf(Arg.All.class, bound.args().get(i)).value();
  }

  private static List<Object> results(Bound bound) throws Exception {
    List<Object> results = new ArrayList<>();
    for (long i = 0; i < bound.nInputs(); i++) {
      List<Object> args = new ArrayList<>();
      for (Arg<?> arg : bound.args()) {
        args.add(
            arg instanceof Arg.Each<?> each ? each.values().get(i) : ((Arg.All<?>) arg).value());
      }
      results.add(bound.function().call(args.toArray()));
    }
    return results;
  }
}
