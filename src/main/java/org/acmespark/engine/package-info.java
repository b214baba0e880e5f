/**
 * Runs a planned call on Spark.
 *
 * <p>Start with {@link org.acmespark.engine.Execution}, on the driver; {@link
 * org.acmespark.engine.DryRunCall} calls the function once, for a dry run. What decides is in
 * {@link org.acmespark.engine.driver}, what calls functions in {@link
 * org.acmespark.engine.executor}, and what both say to each other in {@link
 * org.acmespark.engine.channel}.
 */
package org.acmespark.engine;
