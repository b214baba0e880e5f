package org.acmespark;

import java.util.List;
import org.acmespark.model.Arg;
import org.acmespark.model.Fn1;
import org.acmespark.model.Proc1;

/**
 * Holds one argument and takes the function: the second step of {@link ParallelMap#over}.
 *
 * @param <A> type of the value that argument 1 gives to the function
 */
public final class Over1<A> {
  private final List<Arg<?>> args;

  Over1(Arg<A> a) {
    this.args = List.of(a);
  }

  /** Calls {@code function} once per computation and stores what it returns. */
  public <R> ParallelMapBuilder<R> map(Fn1<? super A, ? extends R> function) {
    return new TypedMapBuilder<>(function, args);
  }

  /** Calls {@code function} once per computation; the function stores its results itself. */
  public ParallelMapBuilder<Void> forEach(Proc1<? super A> function) {
    return new TypedMapBuilder<>(function, args);
  }
}
