/**
 * The driver's side of a run. It cuts the computations into ranges, hands the ranges to tasks, and
 * decides which results are committed.
 *
 * <p>Start with {@link org.acmespark.engine.driver.Dispatcher}, which starts tasks, and {@link
 * org.acmespark.engine.driver.RunState}, which answers them.
 */
package org.acmespark.engine.driver;
