package org.acmespark.function;

import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Recognizes classes that were defined at run time, by JShell or a Scala REPL, so that no other JVM
 * has them.
 *
 * <p>They are recognized by the source of their class file, not by their loader, because a
 * notebook's loader serves jars too.
 */
final class RunTimeClass {
  private static final Set<String> FILES = Set.of("jar", "file", "jrt");

  /** Names of classes that a REPL puts around a cell; their members are the user's variables. */
  private static final Pattern CELL =
      Pattern.compile("REPL\\.\\$JShell\\$[0-9A-Z]+|\\$line\\d+\\.\\$(read|eval)(\\$*iw)*\\$?");

  private static final ClassValue<Boolean> KNOWN =
      new ClassValue<>() {
        @Override
        protected Boolean computeValue(Class<?> type) {
          return fromRepl(type);
        }
      };

  private RunTimeClass() {}

  /** Whether the class, or the class of an array's elements, was defined at run time. */
  static boolean is(Class<?> type) {
    return KNOWN.get(elementType(type));
  }

  static Class<?> elementType(Class<?> type) {
    Class<?> element = type;
    while (element.isArray()) {
      element = element.getComponentType();
    }
    return element;
  }

  private static boolean fromRepl(Class<?> type) {
    if (type.isPrimitive() || type.isHidden()) {
      return false;
    }
    ClassLoader loader = type.getClassLoader();
    if (loader == null || loader == ClassLoader.getPlatformClassLoader()) {
      return false;
    }
    if (loader instanceof ClosureLoader) {
      return true;
    }
    URL file = loader.getResource(fileName(type));
    return file != null && !FILES.contains(file.getProtocol());
  }

  /** Whether the REPL put this class around a cell. */
  static boolean isCell(Class<?> type) {
    return CELL.matcher(type.getName()).matches();
  }

  /** Returns the class file that the REPL has now: JShell may have redefined the class. */
  static Optional<byte[]> bytes(Class<?> type) {
    try (InputStream file = type.getClassLoader().getResourceAsStream(fileName(type))) {
      return file == null ? Optional.empty() : Optional.of(file.readAllBytes());
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  private static String fileName(Class<?> type) {
    return type.getName().replace('.', '/') + ".class";
  }
}
