package org.acmespark.engine.driver;

/**
 * The death of an executor while it ran a task.
 *
 * @param task Spark's task attempt id
 * @param why the reason, in words
 * @param cause what is known of it
 */
record Death(long task, String why, Cause cause) {
  /** What a death says about the computation that was being called. */
  enum Cause {
    /** It may have caused the death. */
    APPLICATION,
    /** It has not: the cluster took the executor away. */
    CLUSTER,
    /** It will be known in a moment, when the same death is reported again. */
    IN_DOUBT,
    /** It, or what ran beside it in the same executor, needed more memory than there was. */
    MEMORY
  }

  /** Returns this death after its cause has been found. */
  Death ofMemory(String words) {
    return new Death(task, words + " (" + why + ")", Cause.MEMORY);
  }
}
