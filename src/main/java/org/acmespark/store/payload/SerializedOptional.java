package org.acmespark.store.payload;

import java.io.Serializable;
import java.util.Optional;

/**
 * An {@link Optional} while it is serialized, which it does not do itself; read, it is one again.
 *
 * @param value null if it is empty
 */
record SerializedOptional(Object value) implements Serializable {
  private static final long serialVersionUID = 1;

  /** What to serialize for an object: the object itself, unless it is an Optional. */
  static Object orItself(Object object) {
    return object instanceof Optional<?> optional
        ? new SerializedOptional(optional.orElse(null))
        : object;
  }

  private Object readResolve() {
    return Optional.ofNullable(value);
  }
}
