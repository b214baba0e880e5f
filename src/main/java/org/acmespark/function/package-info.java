/**
 * Finds, names, converts for and calls the user's function.
 *
 * <p>Start with {@link org.acmespark.function.UserFunction}; {@link
 * org.acmespark.function.Conversion} makes arguments what its parameters want.
 */
package org.acmespark.function;
