package org.acmespark.function;

import java.io.IOException;
import java.io.NotSerializableException;
import java.lang.invoke.SerializedLambda;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.acmespark.function.ClassFile.Code;
import org.acmespark.function.ClassFile.Member;

/**
 * Finds what a function needs of a notebook: the classes, and the variables that its code can read.
 *
 * <p>The scan follows each class file to all classes that it mentions, and code from the methods of
 * lambdas. All methods of a class of the user count, because any may be called. Of the class that
 * the REPL puts around a cell, only methods that are called count.
 */
final class ClosureScan {
  private final Map<String, Class<?>> classes = new LinkedHashMap<>();
  private final Map<String, byte[]> bytes = new HashMap<>();
  private final Map<String, ClassFile> files = new HashMap<>();
  private final Set<String> walked = new HashSet<>();
  private final Deque<Code> code = new ArrayDeque<>();
  private final Deque<Class<?>> unread = new ArrayDeque<>();
  private final Map<Variable, Found> variables = new LinkedHashMap<>();
  private final Set<String> written = new TreeSet<>();
  private final Map<Class<?>, Object> lines = new HashMap<>();
  private final Map<Class<?>, Set<Field>> readOfLines = new HashMap<>();

  /** A variable's value; {@code plain} if it contains no notebook class. */
  private record Found(Object value, boolean plain) {}

  /** Adds the content of a function or an argument, and what its code needs. */
  void add(ObjectGraph graph) {
    graph.classes().forEach(this::reach);
    for (SerializedLambda lambda : graph.lambdas()) {
      walk(
          new Member(
              lambda.getImplClass().replace('/', '.'),
              lambda.getImplMethodName(),
              lambda.getImplMethodSignature()),
          loaderOf(graph));
    }
    for (Object line : graph.lines()) {
      if (lines.put(line.getClass(), line) == null) {
        LineObject.remember(line);
        reach(line.getClass());
        readOfLines.getOrDefault(line.getClass(), Set.of()).forEach(this::readOfLine);
      }
    }
    while (!code.isEmpty() || !unread.isEmpty()) {
      while (!unread.isEmpty()) {
        follow(unread.remove());
      }
      if (!code.isEmpty()) {
        look(code.remove());
      }
    }
  }

  private static ClassLoader loaderOf(ObjectGraph graph) {
    return graph.classes().stream()
        .findFirst()
        .or(() -> graph.lines().stream().findFirst().map(Object::getClass))
        .map(Class::getClassLoader)
        .orElse(ClosureScan.class.getClassLoader());
  }

  /** The class files, in an order that depends only on the function. */
  Map<String, byte[]> classes() {
    Map<String, byte[]> all = new LinkedHashMap<>();
    classes.keySet().stream().sorted().forEach(name -> all.put(name, bytes.get(name)));
    return all;
  }

  /**
   * The variables and their values. First those without objects of the notebook, then by cell: a
   * class may read earlier ones when it is initialized.
   */
  Map<Variable, Object> variables() {
    Map<Variable, Object> all = new LinkedHashMap<>();
    variables.entrySet().stream()
        .sorted(
            Comparator.comparing(
                    (Map.Entry<Variable, Found> entry) -> entry.getValue().plain() ? 0 : 1)
                .thenComparing(entry -> entry.getKey().className().length())
                .thenComparing(entry -> entry.getKey().className())
                .thenComparing(entry -> entry.getKey().field()))
        .forEach(entry -> all.put(entry.getKey(), entry.getValue().value()));
    return all;
  }

  /** Names of variables that the code may assign. */
  Set<String> written() {
    return written;
  }

  /** Adds a class that may have objects, so that any of its methods may be called. */
  private void reach(Class<?> type) {
    Class<?> element = RunTimeClass.elementType(type);
    if (!RunTimeClass.is(element)) {
      return;
    }
    ship(element);
    if (!RunTimeClass.isCell(element) && walked.add(element.getName())) {
      ClassFile file = file(element);
      code.addAll(file.methods().values());
      file.mentions().forEach(name -> find(name, element).ifPresent(this::reach));
    }
  }

  private void ship(Class<?> type) {
    if (RunTimeClass.is(type) && !classes.containsKey(type.getName())) {
      Optional<byte[]> file = RunTimeClass.bytes(type);
      file.ifPresent(
          found -> {
            classes.put(type.getName(), type);
            bytes.put(type.getName(), found);
            unread.add(type);
          });
    }
  }

  private void follow(Class<?> type) {
    file(type).mentions().forEach(name -> find(name, type).ifPresent(this::ship));
  }

  private ClassFile file(Class<?> type) {
    byte[] found = bytes.get(type.getName());
    return found == null
        ? new ClassFile(Set.of(), Map.of())
        : files.computeIfAbsent(type.getName(), name -> ClassFile.parse(found));
  }

  private static Optional<Class<?>> find(String name, Class<?> from) {
    return find(name, from.getClassLoader());
  }

  private static Optional<Class<?>> find(String name, ClassLoader loader) {
    try {
      return Optional.of(Class.forName(name, false, loader));
    } catch (ClassNotFoundException | LinkageError e) {
      return Optional.empty(); // a class that cannot be found here was not used here
    }
  }

  private void walk(Member method, ClassLoader loader) {
    Optional<Class<?>> owner = find(method.owner(), loader).filter(RunTimeClass::is);
    if (owner.isEmpty()) {
      return;
    }
    reach(owner.get());
    if (RunTimeClass.isCell(owner.get()) && walked.add(method.owner() + "." + method.signature())) {
      Code found = file(owner.get()).methods().get(method.signature());
      if (found != null) {
        code.add(found);
      }
    }
  }

  private void look(Code method) {
    ClassLoader loader = anyLoader();
    for (String name : method.mentions()) {
      find(name, loader).ifPresent(this::reach);
    }
    method.calls().forEach(called -> walk(called, loader));
    method.reads().forEach(field -> field(field, loader).ifPresent(this::read));
    if (!initializes(method)) {
      method.writes().forEach(field -> field(field, loader).ifPresent(this::wrote));
    }
  }

  /** All classes of a notebook have the same loader. */
  private ClassLoader anyLoader() {
    return classes.values().iterator().next().getClassLoader();
  }

  private static boolean initializes(Code method) {
    String name = method.name();
    return name.equals("<clinit>")
        || name.equals("<init>")
        || name.contains("$lzycompute"); // scalac
  }

  /** Returns the field if it belongs to a class defined at run time. */
  private static Optional<Field> field(Member member, ClassLoader loader) {
    for (Class<?> type = find(member.owner(), loader).orElse(null);
        type != null;
        type = type.getSuperclass()) {
      if (RunTimeClass.is(type)) {
        try {
          return Optional.of(type.getDeclaredField(member.name()));
        } catch (NoSuchFieldException | LinkageError e) {
          continue; // a superclass may have it
        }
      }
    }
    return Optional.empty();
  }

  private void wrote(Field field) {
    if (Modifier.isStatic(field.getModifiers()) || isOfLine(field)) {
      written.add(variable(field).shown());
    }
  }

  private static boolean isOfLine(Field field) {
    return !Modifier.isStatic(field.getModifiers())
        && LineObject.isClassOf(field.getDeclaringClass());
  }

  private static Variable variable(Field field) {
    return new Variable(field.getDeclaringClass().getName(), field.getName(), isOfLine(field));
  }

  private void read(Field field) {
    int modifiers = field.getModifiers();
    if (isOfLine(field)) {
      boolean first =
          readOfLines
              .computeIfAbsent(field.getDeclaringClass(), type -> new LinkedHashSet<>())
              .add(field);
      if (first && lines.containsKey(field.getDeclaringClass())) {
        readOfLine(field);
      }
    } else if (Modifier.isStatic(modifiers) && !Modifier.isFinal(modifiers)) {
      keep(field, null); // a final one is initialized by its class, wherever that is
    }
  }

  private void readOfLine(Field field) {
    if (!Modifier.isTransient(field.getModifiers())) {
      keep(field, lines.get(field.getDeclaringClass()));
    }
  }

  private void keep(Field field, Object owner) {
    Variable variable = variable(field);
    if (variables.containsKey(variable)) {
      return;
    }
    Object value;
    try {
      field.setAccessible(true);
      value = field.get(owner);
    } catch (IllegalAccessException e) {
      throw new IllegalStateException(e); // it was just made accessible
    }
    try {
      ObjectGraph graph = ObjectGraph.of(value);
      variables.put(variable, new Found(value, graph.isOrdinary()));
      add(graph);
    } catch (NotSerializableException e) {
      throw refusal(variable, value, e);
    } catch (IOException | RuntimeException | StackOverflowError e) {
      if (e instanceof IllegalArgumentException refusal) {
        throw refusal; // the message of a variable that this one refers to
      }
      throw new IllegalArgumentException(
          "the function cannot be sent to executors, because the variable %s that it reads cannot be serialized: %s"
              .formatted(variable.shown(), e),
          e);
    }
  }

  private static IllegalArgumentException refusal(
      Variable variable, Object value, NotSerializableException e) {
    String culprit = e.getMessage();
    String path =
        CapturePath.toUnserializable(culprit)
            .from(value)
            .filter(found -> !found.equals("itself"))
            .map(found -> variable.shown() + (found.startsWith("[") ? "" : ".") + found)
            .orElse(variable.shown());
    return new IllegalArgumentException(
        "the function cannot be sent to executors: it reads the variable %s, a %s, which is not Serializable: %s"
            .formatted(path, Variable.shown(culprit), SerializationCheck.remedy(culprit)),
        e);
  }
}
