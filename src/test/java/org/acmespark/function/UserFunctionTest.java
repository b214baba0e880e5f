package org.acmespark.function;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.Serializable;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.random.RandomGenerator;
import org.acmespark.model.Computation;
import org.acmespark.model.Default;
import org.acmespark.model.Fn1;
import org.acmespark.model.Fn2;
import org.acmespark.model.Fn3;
import org.acmespark.model.Fn4;
import org.acmespark.model.Fn5;
import org.acmespark.model.Fn6;
import org.acmespark.model.Name;
import org.acmespark.model.Proc1;
import org.acmespark.model.Proc3;
import org.acmespark.model.Proc6;
import org.acmespark.model.TaskId;
import org.junit.jupiter.api.Test;

class UserFunctionTest {
  private static final String HERE = UserFunctionTest.class.getName() + "::";
  private static final AtomicReference<Object> SAVED = new AtomicReference<>();

  static double f(double x, double y, double z) {
    return (x + y) * z;
  }

  private static String hidden(@Name("word") String arg, @Default("3") int times) {
    return arg.repeat(times);
  }

  static void save(Object value) {
    SAVED.set(value);
  }

  static long seed(int k, long taskID) {
    return k * 100 + taskID;
  }

  static long marked(@TaskId int id, Computation context) {
    return id * 10 + context.nInputs();
  }

  static int wrong(@TaskId String id) {
    return id.length();
  }

  static double throwing(boolean error) throws IOException {
    if (error) {
      throw new StackOverflowError("deep");
    }
    throw new IOException("no such sensor");
  }

  static int twice(int x) {
    return 2 * x;
  }

  static String twice(String x) {
    return x + x;
  }

  static int sum(int... values) {
    return Arrays.stream(values).sum();
  }

  double instance(double x) {
    return x;
  }

  static final class Inner {
    static int one() {
      return 1;
    }
  }

  @Test
  void callsANamedFunctionAndWidensBoxes() throws Exception {
    UserFunction f = named("f");
    assertEquals(18.0, f.call(new Object[] {2, 4.0, 3f}));
    assertEquals("f", f.name());
    assertEquals(UserFunctionTest.class.getName(), f.declaringClass());
    assertEquals("f(double x, double y, double z)", f.signature());
    assertFalse(f.returnsNothing());
  }

  @Test
  void callsFunctionsOfTheJdkPrivateOnesAndNestedOnes() throws Exception {
    assertEquals(5.0, named(Math.class.getName() + "::", "hypot").call(new Object[] {3.0, 4.0}));
    assertEquals("ababab", named("hidden").call(new Object[] {"ab", 3}));
    assertEquals(1, named(HERE.replace("::", ".Inner::"), "one").call(new Object[0]));
    assertEquals(6, named("sum").call(new Object[] {new int[] {1, 2, 3}}));
  }

  @Test
  void aFunctionWithoutResultReturnsNull() throws Exception {
    UserFunction save = named("save");
    assertTrue(save.returnsNothing());
    assertNull(save.call(new Object[] {"kept"}));
    assertEquals("kept", SAVED.get());
  }

  @Test
  void readsNamesDefaultsAndKindsOfParameters() {
    List<Parameter> hidden = named("hidden").parameters();
    assertEquals("word", hidden.get(0).name());
    assertEquals(Optional.of("3"), hidden.get(1).defaultJson());
    assertEquals("hidden(String word, int times = 3)", named("hidden").signature());
    assertEquals(
        List.of(Parameter.Kind.VALUE, Parameter.Kind.TASK_ID),
        named("seed").parameters().stream().map(Parameter::kind).toList());
    assertEquals(
        List.of(Parameter.Kind.TASK_ID, Parameter.Kind.COMPUTATION),
        named("marked").parameters().stream().map(Parameter::kind).toList());
  }

  @Test
  void givesTheIndexWhereItIsWanted() throws Exception {
    Object[] args = {2, new Context(7, 50)};
    assertEquals(207L, named("seed").call(args));
    assertTrue(args[1] instanceof Context, "the caller's array is left alone");
    assertEquals(205L, named("seed").call(new Object[] {2, 5L}));
    assertEquals(120L, named("marked").call(new Object[] {new Context(7, 50), new Context(7, 50)}));
  }

  @Test
  void refusesATaskIdThatIsNoNumber() {
    assertTrue(
        refusal("wrong")
            .contains("parameter id is marked @TaskId, so it must be an int or a long"));
  }

  @Test
  void whatTheFunctionThrowsComesOutAsItIs() {
    UserFunction throwing = named("throwing");
    var e = assertThrows(IOException.class, () -> throwing.call(new Object[] {false}));
    assertEquals("no such sensor", e.getMessage());
    assertThrows(StackOverflowError.class, () -> throwing.call(new Object[] {true}));
  }

  @Test
  void refusesAnotherNumberOfArguments() {
    var e = assertThrows(IllegalArgumentException.class, () -> named("f").call(new Object[2]));
    assertEquals("f takes 3 arguments, but was given 2", e.getMessage());
  }

  @Test
  void namedFunctionsTravel() throws Exception {
    assertEquals(18.0, copy(named("f")).call(new Object[] {2.0, 4.0, 3.0}));
    assertEquals(207L, copy(named("seed")).call(new Object[] {2, new Context(7, 50)}));
    UserFunction list = named(List.class.getName() + "::", "copyOf");
    assertEquals(List.of(1), copy(list).call(new Object[] {List.of(1)}));
    assertEquals("hidden(String word, int times = 3)", copy(named("hidden")).signature());
  }

  @Test
  void namesOfMethodReferencesAreTheMethods() {
    assertEquals(
        "f", UserFunction.of((Fn3<Double, Double, Double, Double>) UserFunctionTest::f).name());
    assertEquals("sqrt", UserFunction.of((Fn1<Double, Double>) Math::sqrt).name());
    assertEquals(
        "java.lang.Math", UserFunction.of((Fn1<Double, Double>) Math::sqrt).declaringClass());
    assertEquals("StringBuilder", UserFunction.of((Fn1<String, Object>) StringBuilder::new).name());
    assertEquals("lambda", UserFunction.of((Fn1<Double, Double>) x -> x + 1).name());
    assertEquals("Doubling", UserFunction.of(new Doubling()).name());
    assertEquals(
        UserFunctionTest.class.getName(),
        UserFunction.of((Fn1<Double, Double>) x -> x + 1).declaringClass());
  }

  static final class Doubling implements Fn1<Integer, Integer> {
    private static final long serialVersionUID = 1;

    @Override
    public Integer call(Integer x) {
      return 2 * x;
    }
  }

  @Test
  void callsTypedFunctionsOfEveryArity() throws Exception {
    Object[] args = {1, 2, 3, 4, 5, 6};
    Fn1<Integer, Integer> one = a -> a;
    Fn2<Integer, Integer, Integer> two = (a, b) -> a + b;
    Fn3<Integer, Integer, Integer, Integer> three = (a, b, c) -> a + b + c;
    Fn4<Integer, Integer, Integer, Integer, Integer> four = (a, b, c, d) -> a + b + c + d;
    Fn5<Integer, Integer, Integer, Integer, Integer, Integer> five =
        (a, b, c, d, e) -> a + b + c + d + e;
    Fn6<Integer, Integer, Integer, Integer, Integer, Integer, Integer> six =
        (a, b, c, d, e, f) -> a + b + c + d + e + f;
    int expected = 0;
    int arity = 0;
    for (Serializable function : List.of(one, two, three, four, five, six)) {
      expected += ++arity;
      UserFunction typed = copy(UserFunction.of(function));
      assertEquals(arity, typed.arity());
      assertEquals(expected, typed.call(Arrays.copyOf(args, arity)));
      assertFalse(typed.returnsNothing());
    }
  }

  @Test
  void callsProceduresOfSeveralArities() throws Exception {
    UserFunction one = UserFunction.of((Proc1<Object>) UserFunctionTest::save);
    assertTrue(one.returnsNothing());
    assertNull(one.call(new Object[] {"one"}));
    assertEquals("one", SAVED.get());
    Proc3<Integer, Integer, Integer> three = (a, b, c) -> save(a + b + c);
    UserFunction.of(three).call(new Object[] {1, 2, 3});
    assertEquals(6, SAVED.get());
    Proc6<Integer, Integer, Integer, Integer, Integer, Integer> six =
        (a, b, c, d, e, f) -> save(List.of(a, b, c, d, e, f));
    UserFunction.of(six).call(new Object[] {1, 2, 3, 4, 5, 6});
    assertEquals(List.of(1, 2, 3, 4, 5, 6), SAVED.get());
  }

  @Test
  void refusesWhatIsNoFunction() {
    var e = assertThrows(IllegalArgumentException.class, () -> UserFunction.of("f"));
    assertTrue(e.getMessage().startsWith("java.lang.String is none of"), e.getMessage());
  }

  @Test
  void unknownMethodsListTheNearOnes() {
    String message = refusal("hiden");
    assertTrue(message.contains("has no method hiden"), message);
    assertTrue(
        message.contains("its static methods, the nearest first: hidden(String, int)"), message);
  }

  @Test
  void unknownClassesListTheNearOnes() {
    String message = refusal("org.acmespark.function.UserFuntion::of", "");
    assertTrue(message.contains("near it: org.acmespark.function.UserFunction,"), message);
    assertTrue(refusal("java.lang.Maths::sqrt", "").contains("no class java.lang.Maths"));
    assertTrue(refusal("org.nowhere.Filters::lowpass", "").contains("--jar"));
    String source = refusal("src.test.python.front_cases::f", "");
    assertTrue(
        source.endsWith(
            "did you mean the file src/test/python/front_cases.py, as in src/test/python/front_cases.py::f?"),
        source);
    String inJar = refusal("org.junit.jupiter.api.Tests::x", "");
    assertTrue(inJar.contains("near it: org.junit.jupiter.api.Test,"), inJar);
  }

  @Test
  void refusesWhatIsNotWrittenAsAFunction() {
    for (String spec : List.of("f", "::f", "a.B::", "a.B.f")) {
      assertTrue(refusal(spec, "").contains("must be written as package.Class::method"), spec);
    }
    assertTrue(refusal("a.B.f", "").endsWith("; did you mean a.B::f?"));
    assertTrue(refusal("a.B#f", "").endsWith("; did you mean a.B::f?"));
    assertTrue(refusal("dir/analysis.py:f", "").endsWith("; did you mean dir/analysis.py::f?"));
    assertTrue(refusal("analysis.py.f", "").endsWith("; did you mean analysis.py::f?"));
    assertTrue(
        refusal("Own.java", "").endsWith("; name the function in the file, as in Own.java::f"));
  }

  @Test
  void refusesInstanceMethods() {
    assertTrue(refusal("instance").contains("is not static"));
  }

  @Test
  void overloadsAreTakenByTheTypesOfTheirParameters() throws Exception {
    String message = refusal("twice");
    assertTrue(message.contains("is overloaded"), message);
    assertTrue(message.contains(HERE + "twice(int)"), message);
    assertEquals(2, UserFunction.candidates(HERE + "twice", loader()).size());
    assertEquals("abab", named("twice(String)").call(new Object[] {"ab"}));
    assertEquals(8, named("twice( int )").call(new Object[] {4}));
    assertTrue(refusal("twice(double)").contains("there are only ["));
  }

  @Test
  void distancesAreLevenshteins() {
    assertEquals(3, EditDistance.of("kitten", "sitting"));
    assertEquals(4, EditDistance.of("", "four"));
    assertEquals(
        List.of("lowpass", "bypass"),
        EditDistance.nearest("LowPas", List.of("bypass", "lowpass", "f"), 2));
  }

  private record Context(long index, long nInputs) implements Computation {
    @Override
    public int attempt() {
      return 1;
    }

    @Override
    public System.Logger logger() {
      return System.getLogger("test");
    }

    @Override
    public RandomGenerator random() {
      return RandomGenerator.getDefault();
    }
  }

  private static ClassLoader loader() {
    return UserFunctionTest.class.getClassLoader();
  }

  private static UserFunction named(String method) {
    return named(HERE, method);
  }

  private static UserFunction named(String owner, String method) {
    return UserFunction.named(owner + method, loader());
  }

  private static String refusal(String method) {
    return refusal(HERE, method);
  }

  private static String refusal(String owner, String method) {
    return assertThrows(IllegalArgumentException.class, () -> named(owner, method)).getMessage();
  }

  private static UserFunction copy(UserFunction function)
      throws IOException, ClassNotFoundException {
    var bytes = new ByteArrayOutputStream();
    try (var out = new ObjectOutputStream(bytes)) {
      out.writeObject(function);
    }
    try (var in = new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
      return (UserFunction) in.readObject();
    }
  }
}
