/**
 * Keeps all results in a single file, on the driver: a spool of what executors have sent, and at
 * the end of the run the container that is made of it.
 *
 * <p>Start with {@link org.acmespark.store.single.SingleFile}.
 */
package org.acmespark.store.single;
