package org.acmespark.store.single;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.acmespark.hdf5.value.Hdf5Value;
import org.acmespark.model.AcmeException;
import org.junit.jupiter.api.Test;

/** Pieces on their way to a driver that a test answers for. */
class SendingWriterTest {
  /** As many bytes as all pieces have together. */
  private static final byte[] ALL = new byte[16 << 20];

  private final List<Consumer<Optional<AcmeException>>> unanswered = new ArrayList<>();
  private final SendingWriter writer =
      new SendingWriter(
          new ExecutorPlaces.Sender() {
            @Override
            public void send(
                UUID stream,
                long array,
                long at,
                ByteBuffer bytes,
                Consumer<Optional<AcmeException>> done) {
              synchronized (unanswered) {
                unanswered.add(done);
              }
            }

            @Override
            public void close() {}
          });

  private void answer(Optional<AcmeException> why) {
    List<Consumer<Optional<AcmeException>>> all;
    synchronized (unanswered) {
      all = List.copyOf(unanswered);
      unanswered.clear();
    }
    all.forEach(done -> done.accept(why));
  }

  @Test
  void theCallerDoesNotWaitUntilAllPiecesAreInUse() throws Exception {
    UUID stream = UUID.randomUUID();
    writer.write(stream, 0, Hdf5Value.of(ALL));
    assertEquals(16, unanswered.size());
    var more =
        CompletableFuture.runAsync(() -> writer.write(stream, 1 << 25, Hdf5Value.of(new byte[9])));
    assertThrows(TimeoutException.class, () -> more.get(100, TimeUnit.MILLISECONDS));

    answer(Optional.empty());

    more.get(1, TimeUnit.MINUTES);
    var finished = CompletableFuture.runAsync(() -> writer.finish(stream));
    assertThrows(TimeoutException.class, () -> finished.get(100, TimeUnit.MILLISECONDS));
    answer(Optional.empty());
    finished.get(1, TimeUnit.MINUTES);
  }

  @Test
  void aFailureIsThrownAndItsPiecesAreUsedAgain() {
    for (int time = 0; time < 3; time++) {
      UUID stream = UUID.randomUUID();
      writer.write(stream, 0, Hdf5Value.of(ALL));
      answer(Optional.of(new AcmeException("no space is left")));

      var later =
          assertThrows(
              AcmeException.class, () -> writer.write(stream, 0, Hdf5Value.of(new byte[9])));
      var atTheEnd = assertThrows(AcmeException.class, () -> writer.finish(stream));

      assertTrue(later.getMessage().contains("no space"), later.getMessage());
      assertEquals(later, atTheEnd);
      assertEquals(List.of(), unanswered);
    }
  }
}
