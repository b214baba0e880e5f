package org.acmespark;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.acmespark.function.SerializationCheck;
import org.acmespark.function.SharedRandom;
import org.acmespark.function.UserFunction;
import org.acmespark.model.Arg;
import org.acmespark.model.Verbosity;
import org.acmespark.run.EffectiveOptions;
import org.acmespark.run.RunOption;

/**
 * Builds a run of a function that was given as code, with its arguments.
 *
 * @param <R> type of one result
 */
final class TypedMapBuilder<R> extends ParallelMapBuilder<R> {
  private final Serializable code;
  private final List<Arg<?>> args;

  TypedMapBuilder(Serializable code, List<Arg<?>> args) {
    this.code = code;
    this.args = args;
  }

  @Override
  Bound bind(EffectiveOptions options) {
    Set<String> assigned =
        options.get(RunOption.DEBUG) ? Set.of() : SerializationCheck.require(code);
    List<String> warnings = new ArrayList<>();
    assigned.forEach(
        variable ->
            warnings.add(
                "the function assigns the variable %s; every executor has a copy of its own, and what is assigned there does not come back"
                    .formatted(variable)));
    if (options.get(RunOption.VERBOSITY) != Verbosity.QUIET) {
      SharedRandom.capturedBy(code)
          .ifPresent(
              found ->
                  warnings.add(
                      found
                          + ": each executor would have a copy with the same state, which its computations share, so that numbers repeat and depend on the order of calls; add computation() to the arguments and draw from its random(): over(each(...), computation()).map((x, c) -> ... c.random().nextDouble() ...)"));
    }
    return new Bound(UserFunction.of(code), distributed(args, options), warnings);
  }
}
