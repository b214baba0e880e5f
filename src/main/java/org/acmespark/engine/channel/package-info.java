/**
 * The messages between driver and executors, and the channel that carries them.
 *
 * <p>Start with {@link org.acmespark.engine.channel.Message}; {@link
 * org.acmespark.engine.channel.SparkRpcChannel} is the only channel.
 */
package org.acmespark.engine.channel;
