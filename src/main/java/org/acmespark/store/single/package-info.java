/**
 * Keeps all results in a single file, on the driver: a spool of the results that executors have
 * sent, and at the end of the run a container written from it.
 *
 * <p>Start with {@link org.acmespark.store.single.SingleFile}.
 */
package org.acmespark.store.single;
