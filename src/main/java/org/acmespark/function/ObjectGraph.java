package org.acmespark.function;

import java.io.IOException;
import java.io.ObjectOutputStream;
import java.io.OutputStream;
import java.lang.invoke.SerializedLambda;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * The content of an object as Java serialization finds it, collected by serializing the object and
 * discarding the bytes.
 *
 * @param classes defined at run time
 * @param lambdas and method references
 * @param lines objects of Scala's REPL that hold the variables of a cell; their content is not
 *     examined
 */
record ObjectGraph(Set<Class<?>> classes, List<SerializedLambda> lambdas, List<Object> lines) {

  /**
   * Examines {@code root}.
   *
   * @throws IOException if something in it is not serializable
   */
  static ObjectGraph of(Object root) throws IOException {
    var graph = new ObjectGraph(new LinkedHashSet<>(), new ArrayList<>(), new ArrayList<>());
    try (var out = new Stream(graph)) {
      out.writeObject(root);
    }
    return graph;
  }

  /** Whether other JVMs know everything in it. */
  boolean isOrdinary() {
    return classes.isEmpty() && lines.isEmpty();
  }

  private void note(Class<?> type) {
    if (RunTimeClass.is(type)) {
      classes.add(RunTimeClass.elementType(type));
    }
  }

  private static final class Stream extends ObjectOutputStream {
    private final ObjectGraph graph;

    Stream(ObjectGraph graph) throws IOException {
      super(OutputStream.nullOutputStream());
      this.graph = graph;
      enableReplaceObject(true);
    }

    /** Receives the classes that lambdas were created in, and Class objects. */
    @Override
    protected void annotateClass(Class<?> type) {
      graph.note(type);
    }

    @Override
    protected Object replaceObject(Object object) {
      if (object instanceof SerializedLambda lambda) {
        graph.lambdas.add(lambda);
        return object;
      }
      if (LineObject.stands(object)) {
        graph.lines.add(object);
        return null;
      }
      Class<?> type = object.getClass();
      graph.note(type);
      return PlainTypes.contains(type) ? null : object;
    }
  }
}
