package org.acmespark.model;

/**
 * What happens when the output directory of a run already holds a run, as when a scheduler repeats
 * a command.
 */
public enum Rerun {
  /** The run is refused. */
  REFUSE,
  /**
   * A run of the same function, arguments and options is resumed, and its failed computations are
   * computed again. If it is complete, nothing is computed. Another run is refused.
   */
  RESUME,
  /** The earlier run is removed, whatever it computed. */
  REPLACE
}
