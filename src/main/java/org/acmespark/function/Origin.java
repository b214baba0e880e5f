package org.acmespark.function;

import java.io.Serializable;
import java.lang.invoke.SerializedLambda;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.Optional;

/**
 * The source of a function object's code.
 *
 * @param name the method's, {@code lambda} if it has no name
 * @param declaringClass with dots, empty if unknown
 */
record Origin(String name, String declaringClass) {
  private static final String NAMELESS = "lambda";

  static Origin of(Serializable function) {
    Optional<SerializedLambda> lambda = lambda(function);
    if (lambda.isEmpty()) {
      Class<?> type = function.getClass();
      boolean named = !type.isAnonymousClass() && !type.isSynthetic() && !type.isHidden();
      return new Origin(named ? type.getSimpleName() : NAMELESS, type.getName());
    }
    String owner = lambda.get().getImplClass().replace('/', '.');
    return new Origin(name(lambda.get().getImplMethodName(), owner), owner);
  }

  private static String name(String method, String owner) {
    if (method.equals("<init>")) {
      return owner.substring(Math.max(owner.lastIndexOf('.'), owner.lastIndexOf('$')) + 1);
    }
    // javac: lambda$main$0; scalac: $anonfun$main$1$adapted
    return method.startsWith("lambda$") || method.startsWith("$anonfun$") ? NAMELESS : method;
  }

  /**
   * Returns the description that the compiler adds to serializable lambdas; empty for other
   * objects.
   */
  static Optional<SerializedLambda> lambda(Object object) {
    try {
      Method writeReplace = object.getClass().getDeclaredMethod("writeReplace");
      writeReplace.setAccessible(true);
      return writeReplace.invoke(object) instanceof SerializedLambda lambda
          ? Optional.of(lambda)
          : Optional.empty();
    } catch (NoSuchMethodException | IllegalAccessException | InvocationTargetException e) {
      return Optional.empty();
    } catch (RuntimeException e) {
      return Optional.empty(); // a class of the JDK or of a module that is not open
    }
  }
}
