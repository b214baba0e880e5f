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
 * The classes and variables that a function from a notebook needs on executors: class files, and
 * the values of the variables that its code reads.
 *
 * <pre>{@code
 * // JShell: int k = 10; Fn1<Integer, Integer> f = x -> x + k;
 * var closure = Closure.of(function, args);      // on the driver: the classes around both lines, k = 10
 * ClassLoader loader = ClosureLoaders.of(...);   // on an executor: where f and its k exist
 * }</pre>
 *
 * <p>The values are those at this moment; assignments by the function stay on its executor. The
 * closure of a function from a jar is empty, and finding that out examines each class of the
 * function once.
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
   *     the message names it
   */
  public static Closure of(UserFunction function, List<Arg<?>> args) {
    List<ObjectGraph> graphs = new ArrayList<>();
    look(function, graphs);
    namedClass(function).ifPresent(type -> look(type, graphs));
    boolean ordinary = graphs.stream().allMatch(ObjectGraph::isOrdinary);
    for (Arg<?> arg : args) {
      // The inputs of ordinary functions are ordinary and may be numerous, so they are not
      // examined.
      arg.sentOnce()
          .filter(all -> !ordinary || isOfNotebook(all.value()))
          .ifPresent(all -> look(all.value(), graphs));
      arg.sentWithRanges()
          .filter(values -> !ordinary || values.length() > 0 && isOfNotebook(values.get(0)))
          .ifPresent(values -> look(values, graphs));
    }
    var scan = new ClosureScan();
    if (graphs.stream().anyMatch(graph -> !graph.isOrdinary())) {
      graphs.forEach(scan::add);
    }
    return new Closure(scan.classes(), scan.variables(), scan.written());
  }

  /** A function that was found by its name contains only the name. */
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
      // The code that serializes it for sending fails too, and has a better message.
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

  /** Names of variables that the function may assign, in alphabetical order. */
  public Set<String> written() {
    return written;
  }

  /** The class files by class name. */
  Map<String, byte[]> classes() {
    return classes;
  }
}
