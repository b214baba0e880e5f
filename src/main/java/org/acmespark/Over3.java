package org.acmespark;

import java.util.List;
import org.acmespark.model.Arg;
import org.acmespark.model.Fn3;
import org.acmespark.model.Proc3;

/**
 * Three arguments, waiting for the function: the second step of {@link ParallelMap#over}.
 *
 * @param <A> what argument 1 gives the function
 * @param <B> what argument 2 gives the function
 * @param <C> what argument 3 gives the function
 */
public final class Over3<A, B, C> {
  private final List<Arg<?>> args;

  Over3(Arg<A> a, Arg<B> b, Arg<C> c) {
    this.args = List.of(a, b, c);
  }

  /** Calls {@code function} once per computation and keeps what it returns. */
  public <R> ParallelMapBuilder<R> map(Fn3<? super A, ? super B, ? super C, ? extends R> function) {
    return new TypedMapBuilder<>(function, args);
  }

  /** Calls {@code function} once per computation; it saves what it wants to keep itself. */
  public ParallelMapBuilder<Void> forEach(Proc3<? super A, ? super B, ? super C> function) {
    return new TypedMapBuilder<>(function, args);
  }
}
