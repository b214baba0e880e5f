package org.acmespark.engine.executor;

import java.util.Optional;
import org.acmespark.engine.channel.ControlChannel;
import org.acmespark.engine.channel.Message;
import org.acmespark.store.payload.Block;
import org.acmespark.store.payload.BlockWriter;
import org.acmespark.store.payload.PieceSender;

/** Sends what one task has written, before it is committed, to the driver. */
record TaskOutlet(ControlChannel driver, BlockWriter.Places where) implements BlockWriter.Outlet {
  /**
   * @param here takes large arrays to their places, if this JVM is the driver
   */
  static TaskOutlet of(ControlChannel driver, Optional<BlockWriter.Places> here) {
    return new TaskOutlet(driver, here.orElseGet(() -> sender(driver)));
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
