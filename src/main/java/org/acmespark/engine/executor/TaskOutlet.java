package org.acmespark.engine.executor;

import java.util.Optional;
import java.util.UUID;
import org.acmespark.engine.channel.ControlChannel;
import org.acmespark.engine.channel.Message;
import org.acmespark.store.payload.Block;
import org.acmespark.store.payload.BlockWriter;
import org.acmespark.store.payload.PieceSender;
import org.acmespark.store.payload.WritePermit;
import org.acmespark.store.single.DirectPlaces;

/** Sends what one task has written, before it is committed, to the driver. */
record TaskOutlet(ControlChannel driver, BlockWriter.Places where) implements BlockWriter.Outlet {
  /**
   * @param here takes large arrays to their places, if this JVM is the driver or beside it
   */
  static TaskOutlet of(ControlChannel driver, Optional<BlockWriter.Places> here) {
    return new TaskOutlet(driver, here.orElseGet(() -> sender(driver)));
  }

  /** Returns a way to write large arrays here, on the driver's machine; empty if there is none. */
  static Optional<DirectPlaces> beside(ControlChannel driver, WritePermit permit) {
    return DirectPlaces.open(
        permit,
        new DirectPlaces.Driver() {
          @Override
          public long reserve(UUID stream, long row, long length) {
            return driver.ask(new Message.Reserve(stream, row, length)).position();
          }

          @Override
          public void written(UUID stream, long position, int[] checksums) {
            driver.ask(new Message.Written(stream, position, checksums));
          }
        });
  }

  private static BlockWriter.Places sender(ControlChannel driver) {
    return new PieceSender(
        piece -> {
          var answer = driver.begin(new Message.Piece(piece));
          return () -> answer.get().bytes();
        });
  }

  @Override
  public int send(Block.Fragment fragment) {
    return driver.ask(new Message.Part(fragment)).bytes();
  }

  @Override
  public Optional<BlockWriter.Places> places() {
    return Optional.of(where);
  }
}
