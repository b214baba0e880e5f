package org.acmespark.function;

/**
 * Calls of a function in another process, which gets calls before their turn and makes them in
 * order. So the process does not wait between quick calls.
 *
 * <pre>{@code
 * pipeline.add(first, false);
 * pipeline.add(second, true);
 * pipeline.send();
 * Pipeline.Outcome outcome = pipeline.await(); // of the first
 * pipeline.remove();
 * }</pre>
 *
 * <p>One thread uses a pipeline. Another one may call {@link #takeBack} while no method but {@link
 * #await} runs.
 */
public interface Pipeline extends AutoCloseable {
  /**
   * The outcome of a call.
   *
   * @param result what the function returned
   * @param thrown what it threw, null if nothing
   * @param startNanos when the process began the call, by {@link System#nanoTime}
   * @param nanos how long the process was busy with the call
   * @param begun whether the call has begun; if not, it never will
   */
  record Outcome(Object result, Throwable thrown, long startNanos, long nanos, boolean begun) {}

  /**
   * Adds a call. Nothing that happens to the arguments afterwards affects it.
   *
   * @param onlyIfSmall whether to add nothing if the arguments are large
   * @return whether the call was added
   * @throws Exception if the arguments cannot be sent, or if no process starts
   */
  boolean add(Object[] args, boolean onlyIfSmall) throws Exception;

  /** Sends the calls that were added since the last time. */
  void send();

  /**
   * Waits for the outcome of the oldest call, which stays until {@link #remove}. What the function
   * has printed is printed to {@link System#out} by this thread.
   */
  Outcome await();

  /** Removes the oldest call. Returns how many are left, none if the process has ended. */
  int remove();

  /**
   * Takes back all calls that have not begun, except for the oldest; they will not begin.
   *
   * @return how many calls are left
   */
  int takeBack();

  /** Ends calls that are left. */
  @Override
  void close();
}
