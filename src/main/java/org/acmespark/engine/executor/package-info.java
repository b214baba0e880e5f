/**
 * The executor's side of a run. It calls the function for each computation of a range and writes
 * the results.
 *
 * <p>Start with {@link org.acmespark.engine.executor.SlotTask}, which runs inside Spark's {@code
 * mapPartitions}, then {@link org.acmespark.engine.executor.ExecutorRun}, one per run and executor,
 * and {@link org.acmespark.engine.executor.RangeExecution}.
 */
package org.acmespark.engine.executor;
