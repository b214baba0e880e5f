package org.acmespark.engine.driver;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.acmespark.engine.channel.ControlChannel;
import org.acmespark.engine.channel.RunSpec;
import org.acmespark.model.Arg;
import org.acmespark.model.OnFailure;
import org.acmespark.store.payload.Layout;

/** The call of a function for all computations, as the driver needs to know it. */
public interface PlannedCall {
  /** Unique name of the run. */
  String runId();

  /** Number of computations. */
  long nInputs();

  /** The function's arguments, in the order of its parameters, with all values. */
  List<Arg<?>> args();

  /** Effect of a failure on the other computations. */
  OnFailure onFailure();

  /** Whether the calling thread calls the function for all computations, one after the other. */
  boolean debug();

  /** Computations per range; empty if the driver chooses while running. */
  OptionalLong rangeSize();

  /** How long a computation takes at most, if the user says so. */
  Optional<Duration> expectedTime();

  /** Workers that are kept when nothing is pending; empty if all are. */
  OptionalInt keptWorkers();

  /** A short, readable description of a computation's arguments. */
  String inputsInShort(long index);

  /**
   * What every executor needs to know.
   *
   * @param layout of the files that executors write
   * @param logged lowest level at which lines of functions go to the log file
   * @param driver where the driver answers
   */
  RunSpec spec(Layout layout, System.Logger.Level logged, ControlChannel.Address driver);

  /**
   * The specification, the function and its shared arguments as bytes.
   *
   * @throws IOException if one of them cannot be serialized
   */
  byte[][] packed(RunSpec spec) throws IOException;
}
