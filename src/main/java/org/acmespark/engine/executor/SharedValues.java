package org.acmespark.engine.executor;

import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.IntFunction;
import org.acmespark.model.Arg;
import org.acmespark.model.SharedArguments;
import org.acmespark.plan.InShort;

/**
 * The arguments that all computations in this JVM share. No call sees what another call has changed
 * in them. Small values are copied for each call. Large values are checked for changes.
 * Thread-safe.
 */
final class SharedValues {
  /** Largest size in bytes of a value that {@link SharedArguments#AUTO} copies for each call. */
  private static final long COPIED_BYTES = 1 << 20;

  private final Shared[] values;

  /** The way in which calls get one argument. */
  private sealed interface Shared {}

  /** A value that all calls share, because it is constant or trusted. */
  private record Same(Object value) implements Shared {}

  private record Copied(Object value, Copying.Master master) implements Shared {}

  /**
   * A large value that is checked for changes.
   *
   * @param shown the value as the ledger shows it
   * @param current the object that calls get now; it is replaced after a change was detected
   * @param again creates the value again as it was given
   */
  private record Checked(
      String shown, AtomicReference<Generation> current, IntFunction<Object> again)
      implements Shared {}

  /** One object and the digest of its original state. */
  record Generation(Object value, long digest) {
    private static Generation of(Object value) {
      return new Generation(value, Copying.digest(value));
    }

    boolean isIntact() {
      return Copying.digest(value) == digest;
    }
  }

  /**
   * Selects the shared arguments among {@code args}.
   *
   * @param again creates the value of an argument as it was given, by its position; returns a new
   *     object each time
   * @param lent whether the values belong to the caller, so that no call may change them
   */
  public SharedValues(
      List<Arg<?>> args, SharedArguments how, IntFunction<Object> again, boolean lent) {
    values = new Shared[args.size()];
    for (int k = 0; k < values.length; k++) {
      var sent = args.get(k).sentOnce();
      if (sent.isPresent()) {
        values[k] = shared(sent.get().value(), k, how, again, lent);
      }
    }
  }

  private static Shared shared(
      Object value, int k, SharedArguments how, IntFunction<Object> again, boolean lent) {
    long bytes = how == SharedArguments.TRUST ? 0 : Copying.bytes(value);
    if (bytes <= 0) {
      return new Same(value);
    }
    if (how == SharedArguments.COPY || how == SharedArguments.AUTO && bytes <= COPIED_BYTES) {
      return new Copied(value, Copying.Master.of(value));
    }
    Object first = lent ? again.apply(k) : value;
    return new Checked(InShort.of(value), new AtomicReference<>(Generation.of(first)), again);
  }

  /** Returns the value that a call gets for argument {@code k}, which must not be checked. */
  Object get(int k) {
    Shared shared = values[k];
    return shared instanceof Copied copied ? copied.master().copy() : ((Same) shared).value();
  }

  boolean isChecked(int k) {
    return values[k] instanceof Checked;
  }

  boolean anyChecked() {
    for (Shared shared : values) {
      if (shared instanceof Checked) {
        return true;
      }
    }
    return false;
  }

  /** Returns the object that the calls of a range get for a checked argument. */
  Generation current(int k) {
    return ((Checked) values[k]).current().get();
  }

  /** Creates a checked argument as it was given, for one task alone. */
  Generation own(int k) {
    return Generation.of(((Checked) values[k]).again().apply(k));
  }

  /** Replaces a changed object, so that ranges that begin later get an unchanged one. */
  void replace(int k, Generation changed) {
    var current = ((Checked) values[k]).current();
    synchronized (current) { // so that one task replaces the value for all
      if (current.get() == changed) {
        current.set(own(k));
      }
    }
  }

  /** Returns the argument's original value as the ledger shows it. */
  String shown(int k) {
    Shared shared = values[k];
    if (shared instanceof Checked checked) {
      return checked.shown();
    }
    return InShort.of(shared instanceof Copied copied ? copied.value() : ((Same) shared).value());
  }
}
