package org.acmespark;

import java.util.List;
import org.acmespark.model.Arg;
import org.acmespark.model.Fn6;
import org.acmespark.model.Proc6;

/**
 * Six arguments, waiting for the function: the second step of {@link ParallelMap#over}.
 *
 * @param <A> what argument 1 gives the function
 * @param <B> what argument 2 gives the function
 * @param <C> what argument 3 gives the function
 * @param <D> what argument 4 gives the function
 * @param <E> what argument 5 gives the function
 * @param <F> what argument 6 gives the function
 */
public final class Over6<A, B, C, D, E, F> {
  private final List<Arg<?>> args;

  Over6(Arg<A> a, Arg<B> b, Arg<C> c, Arg<D> d, Arg<E> e, Arg<F> f) {
    this.args = List.of(a, b, c, d, e, f);
  }

  /** Calls {@code function} once per computation and keeps what it returns. */
  public <R> ParallelMapBuilder<R> map(
      Fn6<? super A, ? super B, ? super C, ? super D, ? super E, ? super F, ? extends R> function) {
    return new TypedMapBuilder<>(function, args);
  }

  /** Calls {@code function} once per computation; it saves what it wants to keep itself. */
  public ParallelMapBuilder<Void> forEach(
      Proc6<? super A, ? super B, ? super C, ? super D, ? super E, ? super F> function) {
    return new TypedMapBuilder<>(function, args);
  }
}
