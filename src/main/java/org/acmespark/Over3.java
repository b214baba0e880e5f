package org.acmespark;

import java.util.List;
import org.acmespark.model.Arg;
import org.acmespark.model.Fn3;
import org.acmespark.model.Proc3;

/**
 * Holds three arguments and takes the function: the second step of {@link ParallelMap#over}.
 *
 * @param <A> type of the value that argument 1 gives to the function
 * @param <B> type of the value that argument 2 gives to the function
 * @param <C> type of the value that argument 3 gives to the function
 */
public final class Over3<A, B, C> {
  private final List<Arg<?>> args;

  Over3(Arg<A> a, Arg<B> b, Arg<C> c) {
    this.args = List.of(a, b, c);
  }

  /** Calls {@code function} once per computation and stores what it returns. */
  public <R> ParallelMapBuilder<R> map(Fn3<? super A, ? super B, ? super C, ? extends R> function) {
    return new TypedMapBuilder<>(function, args);
  }

  /** Calls {@code function} once per computation; the function stores its results itself. */
  public ParallelMapBuilder<Void> forEach(Proc3<? super A, ? super B, ? super C> function) {
    return new TypedMapBuilder<>(function, args);
  }
}
