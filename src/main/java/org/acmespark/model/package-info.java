/**
 * The words that users' functions and every layer share; depends on nothing but the JDK.
 *
 * <p>Start with {@link org.acmespark.model.Arg} (what goes in) and {@link
 * org.acmespark.model.Outputs} (what comes out).
 */
package org.acmespark.model;
