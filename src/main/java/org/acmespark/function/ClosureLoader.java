package org.acmespark.function;

import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.io.Serializable;
import java.lang.reflect.Constructor;
import java.lang.reflect.Field;
import java.util.HashMap;
import java.util.Map;
import org.acmespark.model.AcmeException;

/** Defines the classes of a closure on an executor, and holds the variables that they read. */
final class ClosureLoader extends ClassLoader {
  static {
    registerAsParallelCapable();
  }

  private final Map<String, byte[]> classes;
  private final Map<String, Object> lines = new HashMap<>();

  ClosureLoader(Map<String, byte[]> classes, ClassLoader parent) {
    super("notebook", parent);
    this.classes = classes;
  }

  /** Its own classes come first: if driver and executor are one JVM, the parent has them too. */
  @Override
  protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
    if (!classes.containsKey(name)) {
      return super.loadClass(name, resolve);
    }
    synchronized (getClassLoadingLock(name)) {
      Class<?> loaded = findLoadedClass(name);
      return loaded == null ? findClass(name) : loaded;
    }
  }

  @Override
  protected Class<?> findClass(String name) throws ClassNotFoundException {
    byte[] bytes = classes.get(name);
    if (bytes == null) {
      throw new ClassNotFoundException(name);
    }
    return defineClass(name, bytes, 0, bytes.length);
  }

  @Override
  public InputStream getResourceAsStream(String name) {
    byte[] bytes =
        name.endsWith(".class")
            ? classes.get(name.substring(0, name.length() - 6).replace('/', '.'))
            : null;
    return bytes == null ? super.getResourceAsStream(name) : new ByteArrayInputStream(bytes);
  }

  /** Gives a variable its value. */
  void set(Variable variable, Object value) {
    try {
      Field field =
          Class.forName(variable.className(), true, this).getDeclaredField(variable.field());
      field.setAccessible(true);
      field.set(variable.ofLine() ? line(variable.className()) : null, value);
    } catch (ReflectiveOperationException | LinkageError e) {
      throw new AcmeException(
          "cannot set the variable %s of the notebook here: %s".formatted(variable.shown(), e), e);
    }
  }

  /** Creates a singleton that is not Serializable by its constructor. Its fields are set later. */
  private Object make(Class<?> type) throws ReflectiveOperationException {
    if (Serializable.class.isAssignableFrom(type)) {
      return BlankObject.of(type);
    }
    Constructor<?> constructor = type.getDeclaredConstructors()[0];
    constructor.setAccessible(true);
    Class<?>[] outer = constructor.getParameterTypes();
    return outer.length == 0
        ? constructor.newInstance()
        : constructor.newInstance(line(outer[0].getName()));
  }

  /** Returns the only object of a class that a {@link LineObject} names. */
  synchronized Object line(String className) {
    Object line = lines.get(className);
    if (line == null) {
      try {
        line = make(Class.forName(className, false, this));
      } catch (ReflectiveOperationException e) {
        throw new AcmeException("cannot create %s here: %s".formatted(className, e), e);
      }
      lines.put(className, line);
    }
    return line;
  }
}
