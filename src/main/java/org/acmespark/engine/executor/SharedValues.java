package org.acmespark.engine.executor;

import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.IntFunction;
import org.acmespark.model.Arg;
import org.acmespark.model.SharedArguments;
import org.acmespark.plan.InShort;

/**
 * The arguments that all computations in this JVM share, so that no call sees what another has
 * changed in them: small ones are copied for each call; of large ones it is found out whether they
 * were changed. Thread-safe.
 */
public final class SharedValues {
  /** Up to this size copies are cheap, by {@link SharedArguments#AUTO}. */
  private static final long COPIED_BYTES = 1 << 20;

  private final Shared[] values;

  /** How one argument is given to calls. */
  private sealed interface Shared {}

  /** It is constant, or trusted. */
  private record Same(Object value) implements Shared {}

  private record Copied(Object value, Copying.Master master) implements Shared {}

  /**
   * A large one.
   *
   * @param shown as the ledger shows it
   * @param current what calls get now; another once this was found changed
   * @param again makes one as it was given
   */
  private record Checked(
      String shown, AtomicReference<Generation> current, IntFunction<Object> again)
      implements Shared {}

  /** One object, and the digest of what it has to be. */
  record Generation(Object value, long digest) {
    private static Generation of(Object value) {
      return new Generation(value, Copying.digest(value));
    }

    boolean isIntact() {
      return Copying.digest(value) == digest;
    }
  }

  /**
   * The shared ones among {@code args}.
   *
   * @param again the value of an argument as it was given, by its position; never given twice
   * @param lent whether the values are the caller's own, which no call may change
   */
  public SharedValues(
      List<Arg<?>> args, SharedArguments how, IntFunction<Object> again, boolean lent) {
    values = new Shared[args.size()];
    for (int k = 0; k < values.length; k++) {
      if (args.get(k) instanceof Arg.All<?> all) {
        values[k] = shared(all.value(), k, how, again, lent);
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

  /** What a call gets for argument {@code k}, if it is not checked. */
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

  /** What the calls of a range get for a checked argument. */
  Generation current(int k) {
    return ((Checked) values[k]).current().get();
  }

  /** A checked argument as it was given, for one task alone. */
  Generation own(int k) {
    return Generation.of(((Checked) values[k]).again().apply(k));
  }

  /** Ranges that begin from now on get another object instead of one that was changed. */
  void replace(int k, Generation changed) {
    var current = ((Checked) values[k]).current();
    synchronized (current) { // so that not every task reads its own anew
      if (current.get() == changed) {
        current.set(own(k));
      }
    }
  }

  /** What the ledger shows of an argument: what was given. */
  String shown(int k) {
    Shared shared = values[k];
    if (shared instanceof Checked checked) {
      return checked.shown();
    }
    return InShort.of(shared instanceof Copied copied ? copied.value() : ((Same) shared).value());
  }
}
