/**
 * The run directory on a local disk or on a file system that only Hadoop knows: its lock, its log,
 * who owns it, and how a file in it gets its final name.
 *
 * <p>Start with {@link org.acmespark.store.directory.RunDirectory}.
 */
package org.acmespark.store.directory;
