/**
 * What a run leaves on disk: layouts, container, manifest, ledger; every file is published whole or
 * not at all.
 */
package org.acmespark.store;
