package org.acmespark.function;

import java.io.Serializable;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * The user's function, found by name or given as an object. It is sent to executors and called
 * there.
 *
 * <pre>{@code
 * var byName = UserFunction.named("java.lang.Math::hypot", loader);
 * byName.call(new Object[] {3, 4});                               // 5.0
 * UserFunction.of((Fn1<Double, Double>) Math::sqrt).name();       // "sqrt"
 * }</pre>
 *
 * <p>Thread-safe if the function is.
 */
public final class UserFunction implements Serializable {
  private static final long serialVersionUID = 1;

  private final String name;
  private final String declaringClass;
  private final Call call;

  private UserFunction(String name, String declaringClass, Call call) {
    this.name = name;
    this.declaringClass = declaringClass;
    this.call = call;
  }

  /**
   * Finds the static method that {@code spec} names, public or not.
   *
   * @param spec {@code package.Class::method}, or with the types of its parameters, {@code
   *     package.Class::method(double, int)}, if it is overloaded
   * @param loader finds the class on the driver; executors use their own loader
   * @throws IllegalArgumentException if there is no such class or method (the message has similar
   *     names), or several such methods (with their signatures)
   */
  public static UserFunction named(String spec, ClassLoader loader) {
    List<UserFunction> found = candidates(spec, loader);
    if (found.size() > 1) {
      throw new IllegalArgumentException(
          "function \"%s\" is overloaded: write one of %s"
              .formatted(spec, found.stream().map(UserFunction::spec).toList()));
    }
    return found.get(0);
  }

  /** Finds all overloads of a method. */
  public static List<UserFunction> candidates(String spec, ClassLoader loader) {
    return MethodFinder.find(spec, loader).stream()
        .map(
            method ->
                new UserFunction(
                    method.getName(), method.getDeclaringClass().getName(), new StaticCall(method)))
        .toList();
  }

  /**
   * Creates a function from a lambda, a method reference or any other object of Fn1 to Fn6 or Proc1
   * to Proc6.
   *
   * @throws IllegalArgumentException if it is none of these
   */
  public static UserFunction of(Serializable function) {
    Origin origin = Origin.of(function);
    return new UserFunction(origin.name(), origin.declaringClass(), TypedCall.of(function));
  }

  /** Creates a function with its own way of calling, such as a function in another language. */
  public static UserFunction of(String name, Call call) {
    return new UserFunction(name, "", call);
  }

  /** Whether only the function knows a parameter's default. */
  public boolean ownsDefaults() {
    return call.ownsDefaults();
  }

  /** The code that determines the results of a function in another language; otherwise empty. */
  public String digest() {
    return call.digest();
  }

  /** Loader of the classes of the function's results, on the driver. */
  public ClassLoader loader() {
    ClassLoader context = Thread.currentThread().getContextClassLoader();
    return call instanceof TypedCall typed
        ? Optional.ofNullable(typed.function().getClass().getClassLoader()).orElse(context)
        : context;
  }

  /** The method's name; {@code lambda} for a lambda. */
  public String name() {
    return name;
  }

  /** Full name of the class that holds the function's code, empty if unknown. */
  public String declaringClass() {
    return declaringClass;
  }

  /** The parameters of a function that was found by name; empty for others. */
  public List<Parameter> parameters() {
    return call.parameters();
  }

  /** Number of arguments that {@link #call} takes, contexts included. */
  public int arity() {
    return call.arity();
  }

  /** Whether the function has no result. */
  public boolean returnsNothing() {
    return call.returnsNothing();
  }

  /** {@code lowpass(double[] signal, double cutoff = 50)}. */
  public String signature() {
    return parameters().stream()
        .filter(parameter -> !parameter.name().isEmpty())
        .map(call::show)
        .collect(Collectors.joining(", ", name + "(", ")"));
  }

  /** {@code com.example.Filters::lowpass(double[],double)}, which finds it among its overloads. */
  public String spec() {
    return parameters().stream()
        .map(parameter -> Conversion.describe(parameter.type()))
        .collect(Collectors.joining(",", this + "(", ")"));
  }

  /**
   * Calls the function, on an executor.
   *
   * @param args as many as {@link #arity} says; the {@code Computation} or the index for a
   *     parameter that receives the index
   * @return what the function returned, which may be null; null if it returns nothing
   * @throws Exception what the function threw; its Errors are passed on unchanged
   */
  public Object call(Object[] args) throws Exception {
    if (args.length != call.arity()) {
      throw new IllegalArgumentException(
          "%s takes %s arguments, but was given %s".formatted(name, call.arity(), args.length));
    }
    return call.call(args);
  }

  /**
   * Checks that this JVM can make calls, before it makes the first one of a run.
   *
   * @throws org.acmespark.model.AcmeException if the run must end, since calls here would not be
   *     the same as elsewhere
   */
  public void check() throws InterruptedException {
    call.check();
  }

  /** A way to make calls in another process before their turn; empty if there is none. */
  public Optional<Pipeline> pipeline() {
    return call.pipeline();
  }

  /** Whether calls run in other processes than this JVM. */
  public boolean usesProcesses() {
    return call.usesProcesses();
  }

  @Override
  public String toString() {
    return declaringClass.isEmpty() ? name : declaringClass + "::" + name;
  }
}
