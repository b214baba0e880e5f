package org.acmespark;

import java.util.List;
import org.acmespark.model.Arg;
import org.acmespark.model.Fn4;
import org.acmespark.model.Proc4;

/**
 * Holds four arguments and takes the function: the second step of {@link ParallelMap#over}.
 *
 * @param <A> type of the value that argument 1 gives to the function
 * @param <B> type of the value that argument 2 gives to the function
 * @param <C> type of the value that argument 3 gives to the function
 * @param <D> type of the value that argument 4 gives to the function
 */
public final class Over4<A, B, C, D> {
  private final List<Arg<?>> args;

  Over4(Arg<A> a, Arg<B> b, Arg<C> c, Arg<D> d) {
    this.args = List.of(a, b, c, d);
  }

  /** Calls {@code function} once per computation and stores what it returns. */
  public <R> ParallelMapBuilder<R> map(
      Fn4<? super A, ? super B, ? super C, ? super D, ? extends R> function) {
    return new TypedMapBuilder<>(function, args);
  }

  /** Calls {@code function} once per computation; the function stores its results itself. */
  public ParallelMapBuilder<Void> forEach(
      Proc4<? super A, ? super B, ? super C, ? super D> function) {
    return new TypedMapBuilder<>(function, args);
  }
}
