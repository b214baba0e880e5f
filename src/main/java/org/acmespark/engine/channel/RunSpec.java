package org.acmespark.engine.channel;

import java.io.Serializable;
import java.time.Duration;
import java.util.List;
import org.acmespark.function.UserFunction;
import org.acmespark.model.Arg;
import org.acmespark.model.SharedArguments;
import org.acmespark.store.payload.Layout;

/**
 * What executors must know of a run, broadcast once: the function, what all computations share, and
 * how to keep results.
 *
 * @param args arguments in the order of the parameters; those of the kind {@code Each} are stripped
 *     of their values, which travel with the ranges
 * @param retries how often a failed computation is called again
 * @param stops whether a computation that has failed for good ends the run
 * @param timeout how long a call may take, zero for any time
 * @param shared what keeps calls from seeing what others have changed in a shared argument
 * @param logged from which level on the log file takes what functions log
 */
public record RunSpec(
    String runId,
    UserFunction function,
    List<Arg<?>> args,
    long nInputs,
    long seed,
    int retries,
    boolean stops,
    Duration timeout,
    SharedArguments shared,
    Layout layout,
    System.Logger.Level logged,
    ControlChannel.Address driver)
    implements Serializable {}
