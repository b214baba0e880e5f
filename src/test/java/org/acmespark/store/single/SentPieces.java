package org.acmespark.store.single;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Consumer;
import org.acmespark.model.AcmeException;
import org.acmespark.store.payload.Block;

/** Writes what an executor sends, on a thread of its own, as the driver does. */
final class SentPieces implements ExecutorPlaces.Driver, ExecutorPlaces.Sender {
  private final ValuesFile values;
  private final ExecutorService thread = Executors.newSingleThreadExecutor();

  SentPieces(ValuesFile values) {
    this.values = values;
  }

  @Override
  public long reserve(UUID stream, long row, long length) {
    return values.reserve(stream, row, length);
  }

  @Override
  public void written(UUID stream, List<Block.WrittenArray> arrays) {
    arrays.forEach(array -> values.written(stream, array));
  }

  @Override
  public void send(
      UUID stream, long array, long at, ByteBuffer bytes, Consumer<Optional<AcmeException>> done) {
    thread.execute(
        () -> {
          try {
            values.write(stream, array, at, bytes);
            done.accept(Optional.empty());
          } catch (AcmeException e) {
            done.accept(Optional.of(e));
          }
        });
  }

  @Override
  public void close() {
    thread.shutdown();
  }

  boolean isClosed() {
    return thread.isShutdown();
  }
}
