package org.acmespark;

import java.util.List;
import org.acmespark.model.Arg;
import org.acmespark.model.Fn2;
import org.acmespark.model.Proc2;

/**
 * Holds two arguments and takes the function: the second step of {@link ParallelMap#over}.
 *
 * @param <A> type of the value that argument 1 gives to the function
 * @param <B> type of the value that argument 2 gives to the function
 */
public final class Over2<A, B> {
  private final List<Arg<?>> args;

  Over2(Arg<A> a, Arg<B> b) {
    this.args = List.of(a, b);
  }

  /** Calls {@code function} once per computation and stores what it returns. */
  public <R> ParallelMapBuilder<R> map(Fn2<? super A, ? super B, ? extends R> function) {
    return new TypedMapBuilder<>(function, args);
  }

  /** Calls {@code function} once per computation; the function stores its results itself. */
  public ParallelMapBuilder<Void> forEach(Proc2<? super A, ? super B> function) {
    return new TypedMapBuilder<>(function, args);
  }
}
