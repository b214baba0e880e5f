package org.acmespark.engine.executor;

import java.io.Serializable;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.acmespark.engine.channel.RangeInputs;
import org.acmespark.function.UserFunction;
import org.acmespark.model.Arg;
import org.acmespark.model.ComputationFailure;
import org.acmespark.model.SharedArguments;
import org.acmespark.store.Footprint;

/**
 * One computation of a run, which is computed outside of the run to see what it needs.
 *
 * @param args the function's arguments, without the values that differ between computations
 * @param values the values of this computation
 * @param element the element of the input RDD, if there is one
 * @param timeout how long the call may take, zero for no limit
 * @param kept in which form the run would keep the result
 */
public record SampleCall(
    UserFunction function,
    List<Arg<?>> args,
    RangeInputs.Values values,
    Object element,
    long index,
    long nInputs,
    long seed,
    Duration timeout,
    SharedArguments shared,
    Footprint.Kind kept)
    implements Serializable {

  /**
   * The outcome of the call.
   *
   * @param failures the computation's failure; empty if it succeeded
   * @param footprint size and form of the result
   */
  public record Outcome(List<ComputationFailure> failures, Footprint footprint) {}

  /**
   * Calls the function.
   *
   * @param returned runs when the call has ended, before its arguments are examined
   */
  public Outcome call(Runnable returned) {
    Footprint footprint = Footprint.nothing();
    try (var log = new FunctionLog("dry run", System.Logger.Level.OFF)) {
      var context = new CallContext(nInputs, seed, log);
      context.moveTo(index, 1);
      // There is only one call, so no other call shares its values.
      var sharedValues = new SharedValues(args, shared, this::value, false);
      try (var arguments =
          new Arguments(function, args, values, sharedValues, Map.of(), () -> context)) {
        arguments.suspect();
        arguments.beginPass();
        Throwable thrown = null;
        try {
          footprint = Footprint.of(result(arguments.of(index, element)), kept);
        } catch (Throwable e) { // every failure of the user's function is data
          thrown = e;
        }
        returned.run();
        Throwable outcome = arguments.afterCall(thrown);
        return new Outcome(
            outcome == null ? List.of() : List.of(failure(arguments, outcome)), footprint);
      }
    }
  }

  private Object result(Object[] given) throws Throwable {
    if (timeout.isZero()) {
      return function.call(given);
    }
    try (var timed = new TimedCalls(timeout)) {
      return timed.call(() -> function.call(given));
    }
  }

  private Object value(int k) {
    return ((Arg.All<?>) args.get(k)).value();
  }

  private ComputationFailure failure(Arguments arguments, Throwable thrown) {
    return FailedCall.describe(arguments.inShort(index, element), index, 1, thrown, "localhost");
  }
}
