/**
 * Writes the files that hold results. Executors offer them to the driver in a {@link
 * org.acmespark.store.payload.Block}; the driver links them in a container.
 *
 * <p>Start with {@link org.acmespark.store.payload.Layout}, which says how results are kept, and
 * {@link org.acmespark.store.payload.BlockWriter}, which takes one result after the other.
 */
package org.acmespark.store.payload;
