package org.acmespark.function;

import java.io.File;
import java.io.IOException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.net.JarURLConnection;
import java.net.URI;
import java.net.URL;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.jar.JarEntry;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Finds the static methods that {@code pkg.Class::method} or {@code pkg.Class::method(int)} names.
 */
final class MethodFinder {
  private static final int SUGGESTIONS = 5;

  /** Names with another separator than the two colons, as in pytest or Javadoc. */
  private static final Pattern ALMOST =
      Pattern.compile("(?<where>.+\\.(?:java|py)|[\\w$.]+?)(?:[:#]|\\.(?=\\w+$))(?<name>[\\w$]+)");

  private MethodFinder() {}

  /** Returns the methods; several if the name is overloaded and no parameter types are given. */
  static List<Method> find(String spec, ClassLoader loader) {
    int colons = spec.indexOf("::");
    if (colons < 1 || colons + 2 >= spec.length()) {
      throw malformed(spec);
    }
    Class<?> owner = findClass(spec.substring(0, colons).strip(), loader);
    String method = spec.substring(colons + 2).strip();
    int parenthesis = method.indexOf('(');
    String name = parenthesis < 0 ? method : method.substring(0, parenthesis).strip();
    List<Method> named = methodsOf(owner).filter(m -> m.getName().equals(name)).toList();
    List<Method> found = named.stream().filter(m -> Modifier.isStatic(m.getModifiers())).toList();
    if (found.isEmpty()) {
      throw named.isEmpty() ? unknownMethod(owner, name) : notStatic(owner, name);
    }
    return parenthesis < 0 ? found : withTypes(found, method.substring(parenthesis), spec);
  }

  private static IllegalArgumentException malformed(String spec) {
    Matcher almost = ALMOST.matcher(spec);
    boolean isFile = spec.matches(".+\\.(java|py)(:*)");
    String meant =
        isFile
            ? "; name the function in the file, as in %s::f".formatted(spec.replaceFirst(":+$", ""))
            : almost.matches()
                ? "; did you mean %s::%s?".formatted(almost.group("where"), almost.group("name"))
                : "";
    return new IllegalArgumentException(
        "function \"%s\" must be written as package.Class::method, File.java::method or file.py::function%s"
            .formatted(spec, meant));
  }

  /** {@code lowpass(double[], double)}. */
  static String signature(Method method) {
    return Arrays.stream(method.getGenericParameterTypes())
        .map(Conversion::describe)
        .collect(Collectors.joining(", ", method.getName() + "(", ")"));
  }

  private static Stream<Method> methodsOf(Class<?> owner) {
    try {
      return Arrays.stream(owner.getDeclaredMethods()).filter(m -> !m.isSynthetic());
    } catch (LinkageError e) {
      throw new IllegalArgumentException(
          "class %s needs %s, which is not on the class path; add its jar (--jar)%s"
              .formatted(
                  owner.getName(), e.getMessage(), ClassConflict.advice(e, owner.getClassLoader())),
          e);
    }
  }

  private static List<Method> withTypes(List<Method> found, String types, String spec) {
    String wanted = types.replace(" ", "");
    List<Method> matching =
        found.stream()
            .filter(
                m -> signature(m).substring(m.getName().length()).replace(" ", "").equals(wanted))
            .toList();
    if (matching.isEmpty()) {
      throw new IllegalArgumentException(
          "function \"%s\": there are only %s"
              .formatted(spec, found.stream().map(MethodFinder::signature).toList()));
    }
    return matching;
  }

  private static Class<?> findClass(String name, ClassLoader loader) {
    String candidate = name;
    while (true) {
      try {
        return Class.forName(candidate, false, loader);
      } catch (ClassNotFoundException e) {
        // pkg.Outer.Inner is Outer$Inner to the class loader
        int dot = candidate.lastIndexOf('.');
        if (dot < 0) {
          throw unknownClass(name, loader);
        }
        candidate = candidate.substring(0, dot) + '$' + candidate.substring(dot + 1);
      } catch (LinkageError e) {
        throw new IllegalArgumentException(
            "class %s cannot be loaded: %s%s"
                .formatted(candidate, e, ClassConflict.advice(e, loader)),
            e);
      }
    }
  }

  private static IllegalArgumentException unknownClass(String name, ClassLoader loader) {
    if (name.indexOf('/') >= 0) {
      return new IllegalArgumentException(
          "there is no class %s; packages are written with dots: %s"
              .formatted(name, name.replaceFirst("\\.(java|class)$", "").replace('/', '.')));
    }
    int dot = name.lastIndexOf('.');
    String packageName = dot < 0 ? "" : name.substring(0, dot);
    List<String> near = EditDistance.nearest(name, classesIn(packageName, loader), SUGGESTIONS);
    return new IllegalArgumentException(
        near.isEmpty()
            ? "there is no class %s on the class path%s; %s"
                .formatted(
                    name,
                    packageName.isEmpty() ? "" : ", and no package " + packageName,
                    source(name)
                        .map(file -> "did you mean the file %s, as in %s::f?".formatted(file, file))
                        .orElse("is its jar given (--jar)?"))
            : "there is no class %s on the class path; near it: %s"
                .formatted(name, String.join(", ", near)));
  }

  /** A source file in the current directory that has the name of a class. */
  private static Optional<String> source(String name) {
    return Stream.of(".java", ".py")
        .map(end -> name.replace('.', '/') + end)
        .filter(file -> new File(file).isFile())
        .findFirst();
  }

  private static Set<String> classesIn(String packageName, ClassLoader loader) {
    Set<String> names = new TreeSet<>();
    String path = packageName.isEmpty() ? "" : packageName.replace('.', '/') + "/";
    try {
      for (URL url : Collections.list(loader.getResources(path))) {
        entriesOf(url, path).stream()
            .filter(entry -> entry.endsWith(".class") && !entry.contains("-"))
            .map(entry -> entry.substring(0, entry.length() - ".class".length()))
            .filter(simple -> !simple.matches(".*\\$\\d.*"))
            .map(simple -> (path + simple).replace('/', '.').replace('$', '.'))
            .forEach(names::add);
      }
    } catch (IOException e) {
      return names; // similar names are optional; the error is raised anyway
    }
    return names;
  }

  private static List<String> entriesOf(URL url, String path) throws IOException {
    if (url.getProtocol().equals("file")) {
      String[] files = new File(URI.create(url.toString())).list();
      return files == null ? List.of() : List.of(files);
    }
    if (url.openConnection() instanceof JarURLConnection jar) {
      return jar.getJarFile().stream()
          .map(JarEntry::getName)
          .filter(entry -> entry.startsWith(path) && entry.indexOf('/', path.length()) < 0)
          .map(entry -> entry.substring(path.length()))
          .toList();
    }
    return List.of();
  }

  private static IllegalArgumentException unknownMethod(Class<?> owner, String name) {
    List<Method> usable =
        methodsOf(owner).filter(m -> Modifier.isStatic(m.getModifiers())).toList();
    List<String> near =
        EditDistance.nearest(name, usable.stream().map(Method::getName).toList(), SUGGESTIONS);
    long others = usable.stream().filter(m -> !near.contains(m.getName())).count();
    String list =
        near.stream()
            .flatMap(n -> usable.stream().filter(m -> m.getName().equals(n)))
            .map(MethodFinder::signature)
            .collect(Collectors.joining(", ", "", others == 0 ? "" : ", and " + others + " more"));
    return new IllegalArgumentException(
        "class %s has no method %s; %s"
            .formatted(
                owner.getName(),
                name,
                near.isEmpty()
                    ? "it has no static methods"
                    : "its static methods, the nearest first: " + list));
  }

  private static IllegalArgumentException notStatic(Class<?> owner, String name) {
    return new IllegalArgumentException(
        "method %s of class %s is not static, so there is no object to call it on; make it static, or call it from a static method"
            .formatted(name, owner.getName()));
  }
}
