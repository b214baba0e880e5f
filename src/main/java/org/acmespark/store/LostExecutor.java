package org.acmespark.store;

/**
 * An executor that died while it ran a task, as the manifest records it.
 *
 * @param time when the driver heard of it, in ISO 8601
 * @param executor Spark's identifier of the executor
 * @param host where it ran
 * @param why Spark's reason
 */
public record LostExecutor(String time, String executor, String host, String why) {}
