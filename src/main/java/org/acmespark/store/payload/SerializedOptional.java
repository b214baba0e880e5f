package org.acmespark.store.payload;

import java.io.Serializable;
import java.util.Optional;

/**
 * The serialized form of an {@link Optional}, which is not serializable. Reading it returns an
 * {@link Optional}.
 *
 * @param value null if it is empty
 */
record SerializedOptional(Object value) implements Serializable {
  private static final long serialVersionUID = 1;

  /** Returns the object to serialize: the given object itself, unless it is an Optional. */
  static Object orItself(Object object) {
    return object instanceof Optional<?> optional
        ? new SerializedOptional(optional.orElse(null))
        : object;
  }

  private Object readResolve() {
    return Optional.ofNullable(value);
  }
}
