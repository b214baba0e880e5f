/**
 * Manages the run directory, on a local disk or on a Hadoop file system: its lock, its log, its
 * owner, and how a file in it gets its final name.
 *
 * <p>Start with {@link org.acmespark.store.directory.RunDirectory}.
 */
package org.acmespark.store.directory;
