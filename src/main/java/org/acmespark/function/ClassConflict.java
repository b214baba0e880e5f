package org.acmespark.function;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.net.JarURLConnection;
import java.net.URL;
import java.net.URLConnection;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.xbean.asm9.ClassReader;
import org.apache.xbean.asm9.ClassVisitor;
import org.apache.xbean.asm9.MethodVisitor;
import org.apache.xbean.asm9.Opcodes;

/** Finds out whether a failure was caused by two jars with a class of the same name. */
public final class ClassConflict {
  private static final Pattern CLASS_NAME = Pattern.compile("[\\w$]+(?:[./][\\w$]+)+");

  private static final int CAUSES = 20;

  /**
   * Limits the searches: most of thousands of failures are alike, and a search takes milliseconds.
   */
  private static volatile Found latest = new Found("", null, "");

  private record Found(String failure, ClassLoader loader, String advice) {}

  private ClassConflict() {}

  /**
   * Returns advice, as the continuation of a sentence; empty for other failures.
   *
   * @param loader that of the function's class
   */
  public static String advice(Throwable thrown, ClassLoader loader) {
    Throwable linkage = linkage(thrown);
    if (linkage == null || loader == null || isUserFirst(loader)) {
      return "";
    }
    Found found = latest;
    if (found.loader() != loader || !found.failure().equals(linkage.toString())) {
      String advice =
          classesIn(linkage, loader).stream()
              .map(name -> advice(name, loader))
              .flatMap(Optional::stream)
              .findFirst()
              .orElse("");
      found = new Found(linkage.toString(), loader, advice);
      latest = found;
    }
    return found.advice();
  }

  /** Returns the linkage error among a failure's causes; null if there is none. */
  private static Throwable linkage(Throwable thrown) {
    Throwable at = thrown;
    for (int k = 0; at != null && k < CAUSES; k++, at = at.getCause()) {
      if (at instanceof LinkageError || isBetweenNamesakes(at)) {
        return at;
      }
    }
    return null;
  }

  private static boolean isUserFirst(ClassLoader loader) {
    for (ClassLoader at = loader; at != null; at = at.getParent()) {
      if (at instanceof UserFirstLoader) {
        return true;
      }
    }
    return false;
  }

  /** {@code class a.B cannot be cast to class a.B (...)}. */
  private static boolean isBetweenNamesakes(Throwable thrown) {
    if (!(thrown instanceof ClassCastException)) {
      return false;
    }
    Matcher names = CLASS_NAME.matcher(text(thrown));
    return names.find() && names.group().equals(names.find() ? names.group() : "");
  }

  private static String text(Throwable thrown) {
    return Optional.ofNullable(thrown.getMessage()).orElse("");
  }

  /** Collects possible class names in a message and its stack trace. */
  private static Set<String> classesIn(Throwable thrown, ClassLoader loader) {
    Set<String> names = new LinkedHashSet<>();
    if (thrown instanceof NoSuchFieldError && thrown.getStackTrace().length > 0) {
      String user = thrown.getStackTrace()[0].getClassName();
      names.addAll(ownersOfField(user, text(thrown), loader)); // Java names only the field
    }
    Matcher matcher = CLASS_NAME.matcher(text(thrown));
    while (matcher.find()) {
      String name = matcher.group().replace('/', '.');
      names.add(name);
      names.add(name.substring(0, name.lastIndexOf('.'))); // without the method or field
    }
    return names;
  }

  /** Returns the classes whose fields of this name the code of a class uses. */
  private static Set<String> ownersOfField(String user, String field, ClassLoader loader) {
    Set<String> owners = new LinkedHashSet<>();
    try (InputStream in = loader.getResourceAsStream(user.replace('.', '/') + ".class")) {
      if (in == null) {
        return owners;
      }
      var methods =
          new MethodVisitor(Opcodes.ASM9) {
            @Override
            public void visitFieldInsn(int opcode, String owner, String name, String type) {
              if (name.equals(field)) {
                owners.add(owner.replace('/', '.'));
              }
            }
          };
      new ClassReader(in)
          .accept(
              new ClassVisitor(Opcodes.ASM9) {
                @Override
                public MethodVisitor visitMethod(
                    int access, String name, String type, String generic, String[] exceptions) {
                  return methods;
                }
              },
              ClassReader.SKIP_DEBUG | ClassReader.SKIP_FRAMES);
    } catch (IOException | RuntimeException e) {
      return owners; // the advice is a courtesy
    }
    return owners;
  }

  private static Optional<String> advice(String className, ClassLoader loader) {
    if (className.startsWith("java.")) {
      return Optional.empty();
    }
    List<String> places = places(className.replace('.', '/') + ".class", loader);
    return places.size() < 2
        ? Optional.empty()
        : Optional.of(
            "; the class %s is both in %s and in %s, and that of %s was taken: with --user-classpath-first, userClasspathFirst(), the classes of your jar come first"
                .formatted(className, places.get(0), places.get(1), places.get(0)));
  }

  /** File names of the jars that contain it, the one in use first. */
  private static List<String> places(String resource, ClassLoader loader) {
    Set<String> places = new LinkedHashSet<>();
    try {
      for (URL url : Collections.list(loader.getResources(resource))) {
        URLConnection connection = url.openConnection();
        places.add(
            connection instanceof JarURLConnection jar
                ? new File(jar.getJarFileURL().getPath()).getName()
                : url.getPath().substring(0, url.getPath().length() - resource.length()));
      }
    } catch (IOException e) {
      return List.of(); // the advice is a courtesy
    }
    return new ArrayList<>(places);
  }
}
