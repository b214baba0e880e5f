package org.acmespark.function;

import java.io.Serializable;
import java.lang.invoke.MethodHandleInfo;
import java.lang.invoke.SerializedLambda;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * The path from a function to a captured object, by the names of fields and variables: {@code
 * this.connection}.
 *
 * <p>The search is breadth-first, so it finds the shortest path. It follows what Java serialization
 * would write: fields that are neither static nor transient, elements, and the variables of
 * lambdas.
 */
final class CapturePath {
  /** Number of objects examined before giving up; the message then names only the class. */
  private static final int MOST_OBJECTS = 200_000;

  private final Predicate<Object> wanted;
  private Object found;
  private final Map<Object, Boolean> seen = new IdentityHashMap<>();
  private final Deque<Step> waiting = new ArrayDeque<>();

  private record Step(Object object, String path) {}

  CapturePath(Predicate<Object> wanted) {
    this.wanted = wanted;
  }

  /** Finds the path to an object of this class that serialization refuses. */
  static CapturePath toUnserializable(String className) {
    return new CapturePath(
        object ->
            object.getClass().getName().equals(className) && !(object instanceof Serializable));
  }

  /** The object at the end of the path. */
  Object found() {
    return found;
  }

  /** Finds the shortest path to a matching object. */
  Optional<String> from(Object function) {
    add(function, "");
    while (!waiting.isEmpty() && seen.size() < MOST_OBJECTS) {
      Step step = waiting.remove();
      if (wanted.test(step.object())) {
        found = step.object();
        return Optional.of(step.path().isEmpty() ? "itself" : step.path());
      }
      expand(step);
    }
    return Optional.empty();
  }

  private void add(Object object, String path) {
    if (object != null && seen.put(object, true) == null) {
      waiting.add(new Step(object, path));
    }
  }

  private void expand(Step step) {
    Object object = step.object();
    Optional<SerializedLambda> lambda =
        object instanceof Serializable ? Origin.lambda(object) : Optional.empty();
    if (lambda.isPresent()) {
      addCaptured(lambda.get(), FunctionCode.of(object), step.path());
    } else if (object instanceof Object[] array) {
      for (int i = 0; i < array.length; i++) {
        add(array[i], step.path() + "[" + i + "]");
      }
    } else if (object instanceof Collection<?> collection) {
      int i = 0;
      for (Object element : collection) {
        add(element, step.path() + "[" + i++ + "]");
      }
    } else if (object instanceof Map<?, ?> map) {
      map.forEach(
          (key, value) -> {
            add(key, step.path() + ".key");
            add(value, step.path() + "[" + Refusal.shown(key) + "]");
          });
    } else if (object instanceof Optional<?> optional) {
      optional.ifPresent(value -> add(value, step.path() + ".get()"));
    } else {
      addFields(object, step.path());
    }
  }

  private void addFields(Object object, String path) {
    for (Class<?> type = object.getClass(); type != null; type = type.getSuperclass()) {
      for (Field field : type.getDeclaredFields()) {
        int modifiers = field.getModifiers();
        if (Modifier.isStatic(modifiers)
            || Modifier.isTransient(modifiers)
            || field.getType().isPrimitive()) {
          continue;
        }
        try {
          field.setAccessible(true);
          // an inner class's this$0 is the enclosing object, a local class's val$x its variable x
          String name = field.getName().replaceFirst("^this\\$\\d+$", "this").replace("val$", "");
          add(field.get(object), path.isEmpty() ? name : path + "." + name);
        } catch (IllegalAccessException | RuntimeException e) {
          continue; // not accessible, like most of the JDK
        }
      }
    }
  }

  private void addCaptured(SerializedLambda lambda, FunctionCode code, String path) {
    boolean first =
        lambda.getImplMethodKind() != MethodHandleInfo.REF_invokeStatic
            && lambda.getImplMethodKind() != MethodHandleInfo.REF_newInvokeSpecial;
    for (int i = 0; i < lambda.getCapturedArgCount(); i++) {
      int variable = first ? i - 1 : i;
      String name =
          first && i == 0
              ? receiver(lambda)
              : code.variable(variable).orElse("variable " + (variable + 1));
      add(lambda.getCapturedArg(i), path.isEmpty() ? name : path + "." + name);
    }
  }

  /**
   * Names the captured object: the enclosing object for a lambda, the object before the colons for
   * a method reference.
   */
  private static String receiver(SerializedLambda lambda) {
    String method = lambda.getImplMethodName();
    return method.startsWith("lambda$") ? "this" : "(object of ::" + method + ")";
  }
}
