package org.acmespark.function;

import java.io.IOException;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.acmespark.model.Arg;

/**
 * What a function that was written in a notebook needs on executors: the classes that were defined
 * there, as class files, and the values of the variables that its code reads.
 *
 * <pre>{@code
 * // JShell: int k = 10; Fn1<Integer, Integer> f = x -> x + k;
 * var closure = Closure.of(function, args);      // on the driver: the classes around both lines, k = 10
 * ClassLoader loader = ClosureLoaders.of(...);   // on an executor: where f and its k exist
 * }</pre>
 *
 * <p>Values are those of the moment; what the function assigns stays on its executor. For a
 * function from a jar it is empty, and finding that out costs one look at each class of the
 * function.
 */
public final class Closure implements Serializable {
  private static final long serialVersionUID = 1;

  private final Map<String, byte[]> classes;
  private final transient VariableValues values;
  private final transient Set<String> written;

  private Closure(Map<String, byte[]> classes, Map<Variable, Object> values, Set<String> written) {
    this.classes = classes;
    this.values = new VariableValues(values);
    this.written = written;
  }

  /**
   * Finds what a function and its arguments need, on the driver.
   *
   * @throws IllegalArgumentException if a variable that the function reads cannot be serialized;
   *     names it
   */
  public static Closure of(UserFunction function, List<Arg<?>> args) {
    List<ObjectGraph> graphs = new ArrayList<>();
    look(function, graphs);
    namedClass(function).ifPresent(type -> look(type, graphs));
    boolean ordinary = graphs.stream().allMatch(ObjectGraph::isOrdinary);
    for (Arg<?> arg : args) {
      // Inputs of ordinary functions are ordinary, and may be many.
      if (arg instanceof Arg.All<?> all && (!ordinary || isOfNotebook(all.value()))) {
        look(all.value(), graphs);
      } else if (arg instanceof Arg.Each<?> each
          && (!ordinary || each.values().length() > 0 && isOfNotebook(each.values().get(0)))) {
        look(each.values(), graphs);
      }
    }
    var scan = new ClosureScan();
    if (graphs.stream().anyMatch(graph -> !graph.isOrdinary())) {
      graphs.forEach(scan::add);
    }
    return new Closure(scan.classes(), scan.variables(), scan.written());
  }

  /** A function that was found by its name carries the name alone. */
  private static Optional<Class<?>> namedClass(UserFunction function) {
    try {
      ClassLoader loader = Thread.currentThread().getContextClassLoader();
      return Optional.of(Class.forName(function.declaringClass(), false, loader));
    } catch (ClassNotFoundException | LinkageError e) {
      return Optional.empty();
    }
  }

  private static boolean isOfNotebook(Object value) {
    return value != null && RunTimeClass.is(value.getClass());
  }

  private static void look(Object root, List<ObjectGraph> graphs) {
    try {
      graphs.add(ObjectGraph.of(root));
    } catch (IOException | RuntimeException | StackOverflowError e) {
      // Whoever serializes it to send it fails likewise, and knows what to say.
    }
  }

  /** Whether the function is from a jar, and so are its arguments. */
  public boolean isEmpty() {
    return classes.isEmpty();
  }

  /**
   * The variables' values. Serializable; deserializing them, in a thread whose context class loader
   * is the closure's, sets the variables.
   */
  public Serializable values() {
    return values;
  }

  /** Variables that the function may assign, as the user calls them, in alphabetical order. */
  public Set<String> written() {
    return written;
  }

  /** The class files by class name. */
  Map<String, byte[]> classes() {
    return classes;
  }
}
