package org.acmespark.function;

import java.io.File;
import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Enumeration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Finds classes in the user's jars before it looks at those that come with Spark and with this
 * project. Classes of Java, Scala, Spark, this project and the logging interfaces are never taken
 * from the user's jars: both sides must mean the same by them.
 */
public final class UserFirstLoader extends URLClassLoader {
  static {
    registerAsParallelCapable();
  }

  private static final List<String> COMMON =
      List.of(
          "java.",
          "javax.",
          "jdk.",
          "sun.",
          "scala.",
          "org.apache.spark.",
          "org.acmespark.",
          "org.slf4j.",
          "org.apache.logging.");

  /** Runs that follow each other find classes loaded and compiled. */
  private static final Map<Key, UserFirstLoader> LOADERS = new HashMap<>();

  private static final int KEPT = 16;

  private record Key(List<String> urls, ClassLoader parent) {}

  private UserFirstLoader(URL[] urls, ClassLoader parent) {
    super("user's jars first", urls, parent);
  }

  /** A loader that finds the classes of these jars before those of {@code parent}. */
  public static synchronized ClassLoader of(List<URL> jars, ClassLoader parent) {
    if (LOADERS.size() > KEPT) {
      LOADERS.clear();
    }
    var key = new Key(jars.stream().map(URL::toString).toList(), parent);
    return LOADERS.computeIfAbsent(key, k -> new UserFirstLoader(jars.toArray(URL[]::new), parent));
  }

  /** Where a loader, or one of its parents, finds the jars of these file names. */
  public static List<URL> jars(ClassLoader loader, List<String> names) {
    Map<String, URL> found = new LinkedHashMap<>();
    for (ClassLoader at = loader; at != null; at = at.getParent()) {
      if (at instanceof URLClassLoader urls) {
        for (URL url : urls.getURLs()) {
          String name = new File(url.getPath()).getName();
          if (names.contains(name)) {
            found.putIfAbsent(name, url);
          }
        }
      }
    }
    return List.copyOf(found.values());
  }

  private static boolean isCommon(String className) {
    return COMMON.stream().anyMatch(className::startsWith);
  }

  @Override
  protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
    if (isCommon(name)) {
      return super.loadClass(name, resolve);
    }
    synchronized (getClassLoadingLock(name)) {
      Class<?> loaded = findLoadedClass(name);
      if (loaded == null) {
        try {
          loaded = findClass(name);
        } catch (ClassNotFoundException e) {
          return super.loadClass(name, resolve);
        }
      }
      if (resolve) {
        resolveClass(loaded);
      }
      return loaded;
    }
  }

  @Override
  public URL getResource(String name) {
    URL own = isCommon(name.replace('/', '.')) ? null : findResource(name);
    return own == null ? super.getResource(name) : own;
  }

  @Override
  public Enumeration<URL> getResources(String name) throws IOException {
    List<URL> all = new ArrayList<>();
    if (!isCommon(name.replace('/', '.'))) {
      all.addAll(Collections.list(findResources(name)));
    }
    for (URL url : Collections.list(super.getResources(name))) {
      if (!all.contains(url)) {
        all.add(url);
      }
    }
    return Collections.enumeration(all);
  }
}
