package org.acmespark;

import java.util.List;
import org.acmespark.model.Arg;
import org.acmespark.model.Fn6;
import org.acmespark.model.Proc6;

/**
 * Holds six arguments and takes the function: the second step of {@link ParallelMap#over}.
 *
 * @param <A> type of the value that argument 1 gives to the function
 * @param <B> type of the value that argument 2 gives to the function
 * @param <C> type of the value that argument 3 gives to the function
 * @param <D> type of the value that argument 4 gives to the function
 * @param <E> type of the value that argument 5 gives to the function
 * @param <F> type of the value that argument 6 gives to the function
 */
public final class Over6<A, B, C, D, E, F> {
  private final List<Arg<?>> args;

  Over6(Arg<A> a, Arg<B> b, Arg<C> c, Arg<D> d, Arg<E> e, Arg<F> f) {
    this.args = List.of(a, b, c, d, e, f);
  }

  /** Calls {@code function} once per computation and stores what it returns. */
  public <R> ParallelMapBuilder<R> map(
      Fn6<? super A, ? super B, ? super C, ? super D, ? super E, ? super F, ? extends R> function) {
    return new TypedMapBuilder<>(function, args);
  }

  /** Calls {@code function} once per computation; the function stores its results itself. */
  public ParallelMapBuilder<Void> forEach(
      Proc6<? super A, ? super B, ? super C, ? super D, ? super E, ? super F> function) {
    return new TypedMapBuilder<>(function, args);
  }
}
