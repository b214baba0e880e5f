/**
 * Assigns given values to the parameters of a function that is called by name, and decides which
 * values are split over the computations.
 *
 * <p>Start with {@link org.acmespark.binding.AutomaticBinding}. All of it runs on the driver.
 */
package org.acmespark.binding;
