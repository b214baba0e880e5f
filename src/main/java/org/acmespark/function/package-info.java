/**
 * Finds the user's function, converts its arguments, calls it, and prepares it for executors.
 *
 * <p>Start with {@link org.acmespark.function.UserFunction}; {@link
 * org.acmespark.function.Conversion} converts arguments to the types of its parameters.
 */
package org.acmespark.function;
