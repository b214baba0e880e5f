/**
 * Carries the elements of large arrays from executors to the single file on the driver, over
 * Spark's transport for blocks.
 *
 * <p>Start with {@link org.acmespark.engine.transfer.TransferServer}.
 */
package org.acmespark.engine.transfer;
