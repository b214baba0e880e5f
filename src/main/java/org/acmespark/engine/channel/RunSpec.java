package org.acmespark.engine.channel;

import java.io.Serializable;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.acmespark.function.UserFunction;
import org.acmespark.model.Arg;
import org.acmespark.model.CallMemory;
import org.acmespark.model.SharedArguments;
import org.acmespark.store.payload.Layout;

/**
 * The specification of a run for its executors. It holds the function, the values that all
 * computations share, and how to store results. It is broadcast once.
 *
 * @param args arguments in the order of the parameters; arguments of the kind {@code Each} have no
 *     values here, since the values are sent with the ranges
 * @param retries how often a failed computation is repeated
 * @param stops whether the run ends when a computation has failed after all retries
 * @param timeout how long a call may take, zero for no limit
 * @param memory how much memory a computation is expected to need
 * @param shared how calls are protected from changes that other calls make in a shared argument
 * @param files versions of the files of which computations get slices
 * @param logged lowest level at which lines of functions go to the log file
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
    CallMemory memory,
    SharedArguments shared,
    Map<String, FileVersion> files,
    Layout layout,
    System.Logger.Level logged,
    ControlChannel.Address driver)
    implements Serializable {

  /** The name of the function, as users know it. */
  public String functionName() {
    return function.name();
  }
}
