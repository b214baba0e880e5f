package org.acmespark.engine.executor;

/**
 * The outcome of a call.
 *
 * @param result what the function returned, or null
 * @param thrown the exception that ended the call, or null
 * @param startNanos when the call began, by {@link System#nanoTime}
 * @param nanos how long it took
 */
record Called(Object result, Throwable thrown, long startNanos, long nanos) {}
