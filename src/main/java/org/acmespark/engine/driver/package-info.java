/**
 * The driver's side of a run. It cuts the computations into ranges, hands the ranges to tasks, and
 * decides which results are committed.
 *
 * <p>Start with {@link org.acmespark.engine.driver.DriverRun}, which is one run; {@code Dispatcher}
 * starts tasks, and {@code RunState} answers them.
 */
package org.acmespark.engine.driver;
