package org.acmespark.function;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.acmespark.model.AcmeException;
import org.acmespark.model.Computation;
import org.acmespark.model.Default;
import org.acmespark.model.Name;
import org.acmespark.model.TaskId;

/**
 * A call of a static method. It is serialized by name, and the method is looked up again on the
 * executor.
 */
final class StaticCall implements Call {
  private static final long serialVersionUID = 1;

  private final String className;
  private final String methodName;
  private final String descriptor;
  private final boolean returnsNothing;
  private final int arity;
  private final boolean[] takesIndex;
  private final boolean anyTakesIndex;

  private transient volatile Resolved resolved;

  /** The parts that are not serialized. */
  private record Resolved(MethodHandle handle, List<Parameter> parameters) {}

  StaticCall(Method method) {
    this.className = method.getDeclaringClass().getName();
    this.methodName = method.getName();
    this.descriptor =
        MethodType.methodType(method.getReturnType(), method.getParameterTypes())
            .toMethodDescriptorString();
    this.returnsNothing = method.getReturnType() == void.class;
    this.arity = method.getParameterCount();
    this.resolved = resolve(method);
    this.takesIndex = new boolean[arity];
    boolean any = false;
    for (Parameter parameter : resolved.parameters()) {
      boolean takes = parameter.kind() == Parameter.Kind.TASK_ID;
      takesIndex[parameter.position()] = takes;
      any |= takes;
    }
    this.anyTakesIndex = any;
  }

  private static Resolved resolve(Method method) {
    try {
      method.setAccessible(true);
      MethodHandle handle =
          MethodHandles.lookup()
              .unreflect(method)
              .asFixedArity()
              .asSpreader(Object[].class, method.getParameterCount())
              .asType(MethodType.methodType(Object.class, Object[].class));
      return new Resolved(handle, parameters(method));
    } catch (IllegalAccessException | RuntimeException e) {
      throw new IllegalArgumentException(
          "function %s::%s cannot be called from outside its module: %s"
              .formatted(method.getDeclaringClass().getName(), method.getName(), e.getMessage()),
          e);
    }
  }

  private static List<Parameter> parameters(Method method) {
    List<Parameter> parameters = new ArrayList<>();
    for (java.lang.reflect.Parameter reflected : method.getParameters()) {
      Name name = reflected.getAnnotation(Name.class);
      Default value = reflected.getAnnotation(Default.class);
      String called = name == null ? reflected.getName() : name.value();
      parameters.add(
          new Parameter(
              called,
              reflected.getParameterizedType(),
              Optional.ofNullable(value).map(Default::value),
              kind(reflected, called),
              parameters.size()));
    }
    return List.copyOf(parameters);
  }

  private static Parameter.Kind kind(java.lang.reflect.Parameter parameter, String name) {
    Class<?> type = parameter.getType();
    if (type == Computation.class) {
      return Parameter.Kind.COMPUTATION;
    }
    boolean isIndex =
        type == int.class || type == long.class || type == Integer.class || type == Long.class;
    if (parameter.isAnnotationPresent(TaskId.class)) {
      if (!isIndex) {
        throw new IllegalArgumentException(
            "parameter %s is marked @TaskId, so it must be an int or a long, not %s"
                .formatted(name, type.getSimpleName()));
      }
      return Parameter.Kind.TASK_ID;
    }
    // ACME injects the index into a parameter of this name.
    return isIndex && name.equals("taskID") ? Parameter.Kind.TASK_ID : Parameter.Kind.VALUE;
  }

  @Override
  public Object call(Object[] args) throws Exception {
    MethodHandle handle = resolved().handle();
    Object[] given = anyTakesIndex ? withIndices(args) : args;
    try {
      return (Object) handle.invokeExact(given);
    } catch (Exception | Error e) {
      throw e;
    } catch (Throwable e) {
      throw new Exception(
          e); // neither an Exception nor an Error, but a Throwable class of the user
    }
  }

  private Object[] withIndices(Object[] args) {
    Object[] given = args.clone();
    for (int i = 0; i < given.length; i++) {
      if (takesIndex[i] && given[i] instanceof Computation computation) {
        Class<?> type = Conversion.rawClass(resolved().parameters().get(i).type());
        given[i] =
            type == int.class || type == Integer.class
                ? (Object) Math.toIntExact(computation.index())
                : (Object) computation.index();
      }
    }
    return given;
  }

  private Resolved resolved() {
    Resolved found = resolved;
    if (found == null) {
      found = resolve(find());
      resolved = found;
    }
    return found;
  }

  /** Finds the method on an executor, in the jars that Spark has distributed. */
  private Method find() {
    ClassLoader context = Thread.currentThread().getContextClassLoader();
    ClassLoader loader = context == null ? StaticCall.class.getClassLoader() : context;
    try {
      Class<?> owner = Class.forName(className, true, loader);
      Class<?>[] types =
          MethodType.fromMethodDescriptorString(descriptor, owner.getClassLoader())
              .parameterArray();
      return owner.getDeclaredMethod(methodName, types);
    } catch (ReflectiveOperationException | TypeNotPresentException e) {
      throw new AcmeException(
          "%s::%s is not on this executor's class path: give its jar to every executor (--jar, --jars)"
              .formatted(className, methodName),
          e);
    }
  }

  @Override
  public int arity() {
    return arity;
  }

  @Override
  public boolean returnsNothing() {
    return returnsNothing;
  }

  @Override
  public List<Parameter> parameters() {
    return resolved().parameters();
  }
}
