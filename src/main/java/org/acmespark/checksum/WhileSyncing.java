package org.acmespark.checksum;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * Completes the sum of a file while the disk takes the file, because that keeps no processor busy.
 */
public final class WhileSyncing {
  /** Reading less takes about as long as handing it to another thread. */
  private static final long LEAST_BYTES = 1 << 20;

  private static final ExecutorService THREADS =
      Executors.newCachedThreadPool(
          task -> {
            var thread = new Thread(task, "acme-checksum");
            thread.setDaemon(true);
            thread.setContextClassLoader(null);
            return thread;
          });

  private WhileSyncing() {}

  /**
   * Syncs a file and returns its sum.
   *
   * @param parts what is known of it
   * @param channel the file, open for reading and writing, all of which is written
   */
  public static FileSum sum(SumOfParts parts, FileChannel channel) throws IOException {
    if (channel.size() - parts.knownBytes() < LEAST_BYTES) {
      FileSum sum = parts.complete(channel);
      channel.force(true);
      return sum;
    }
    CompletableFuture<FileSum> sum =
        CompletableFuture.supplyAsync(
            () -> {
              try {
                return parts.complete(channel);
              } catch (IOException e) {
                throw new UncheckedIOException(e);
              }
            },
            THREADS);
    try {
      channel.force(true);
    } catch (IOException | RuntimeException | Error e) {
      sum.exceptionally(failed -> FileSum.none()).join();
      throw e;
    }
    try {
      return sum.join();
    } catch (CompletionException e) {
      throw e.getCause() instanceof UncheckedIOException failed
          ? failed.getCause()
          : new IOException(e.getCause());
    }
  }
}
