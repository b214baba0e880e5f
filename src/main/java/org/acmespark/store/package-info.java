/**
 * Keeps the results of a run: result files, container, manifest and ledger, or values in memory.
 * Every file is published complete or not at all.
 *
 * <p>Start with {@link org.acmespark.store.RunStore}, which the engine sees, and {@link
 * org.acmespark.store.DirectoryStore}; {@link org.acmespark.store.Recovery} opens the directory of
 * an earlier run. All of it runs on the driver.
 */
package org.acmespark.store;
