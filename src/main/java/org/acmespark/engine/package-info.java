/**
 * Runs a planned call on Spark.
 *
 * <p>Start with {@link org.acmespark.engine.Execution}, on the driver; {@link
 * org.acmespark.engine.DryRunCall} calls the function once, for a dry run. The package {@link
 * org.acmespark.engine.driver} contains the decisions, {@link org.acmespark.engine.executor} calls
 * the function, and {@link org.acmespark.engine.channel} carries the messages between the two.
 */
package org.acmespark.engine;
