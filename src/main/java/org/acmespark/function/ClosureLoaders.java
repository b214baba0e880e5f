package org.acmespark.function;

import java.lang.ref.WeakReference;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;

/**
 * The loaders of closures in this JVM. A function that comes again finds its classes defined and
 * compiled; what has not been used for long is let go.
 *
 * <p>Loaders live as long as a run uses them; the last few live on, if they are small.
 */
public final class ClosureLoaders {
  private static final int KEPT = 16;
  private static final long KEPT_BYTES = 4 << 20;

  private static final Map<Key, WeakReference<ClosureLoader>> LOADERS = new HashMap<>();
  private static final Deque<ClosureLoader> LATEST = new ArrayDeque<>();

  private record Key(String content, ClassLoader parent) {}

  private ClosureLoaders() {}

  /** Sets the variables, in a thread whose context class loader is that of the closure. */
  public interface Values {
    void set();
  }

  /**
   * The loader of a closure, its variables set.
   *
   * @param content what the closure's classes and values are known by
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
