package org.acmespark.function;

import java.lang.ref.WeakReference;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;

/**
 * Keeps the class loaders of closures in this JVM, so that a function that is used again finds its
 * classes defined and compiled. Loaders that have not been used for a long time are removed.
 *
 * <p>A loader is kept while a run uses it. The last few small loaders are kept longer.
 */
public final class ClosureLoaders {
  private static final int KEPT = 16;
  private static final long KEPT_BYTES = 4 << 20;

  private static final Map<Key, WeakReference<ClosureLoader>> LOADERS = new HashMap<>();
  private static final Deque<ClosureLoader> LATEST = new ArrayDeque<>();

  private record Key(String content, ClassLoader parent) {}

  private ClosureLoaders() {}

  /** Sets the variables. The thread's context class loader is that of the closure. */
  public interface Values {
    void set();
  }

  /**
   * Returns the loader of a closure, with its variables set.
   *
   * @param content key of the closure's classes and values
   * @param bytes size of both
   * @param values called if the loader is new
   */
  public static synchronized ClassLoader of(
      String content, long bytes, Closure closure, ClassLoader parent, Values values) {
    LOADERS.values().removeIf(reference -> reference.get() == null);
    Key key = new Key(content, parent);
    WeakReference<ClosureLoader> known = LOADERS.get(key);
    ClosureLoader loader = known == null ? null : known.get();
    if (loader == null) {
      LineObject.expect();
      loader = new ClosureLoader(closure.classes(), parent);
      within(loader, values);
      LOADERS.put(key, new WeakReference<>(loader));
    }
    LATEST.remove(loader);
    if (bytes <= KEPT_BYTES) {
      LATEST.addLast(loader);
    }
    while (LATEST.size() > KEPT) {
      LATEST.removeFirst();
    }
    return loader;
  }

  private static void within(ClassLoader loader, Values values) {
    Thread thread = Thread.currentThread();
    ClassLoader before = thread.getContextClassLoader();
    thread.setContextClassLoader(loader);
    try {
      values.set();
    } finally {
      thread.setContextClassLoader(before);
    }
  }
}
