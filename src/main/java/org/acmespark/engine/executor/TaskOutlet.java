package org.acmespark.engine.executor;

import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.acmespark.engine.channel.Answer;
import org.acmespark.engine.channel.ControlChannel;
import org.acmespark.engine.channel.Message;
import org.acmespark.engine.transfer.TransferAddress;
import org.acmespark.engine.transfer.TransferClient;
import org.acmespark.store.payload.Block;
import org.acmespark.store.payload.BlockWriter;
import org.acmespark.store.payload.WritePermit;
import org.acmespark.store.single.ExecutorPlaces;

/**
 * Sends what one task has written, before it is committed, to the driver.
 *
 * @param places takes large arrays to their places; empty if they are sent in parts, as all else
 */
record TaskOutlet(ControlChannel driver, Optional<BlockWriter.Places> places)
    implements BlockWriter.Outlet {
  /**
   * Returns how this executor takes large arrays to their places: it writes them if it is on the
   * driver's machine, and sends them otherwise. Empty if there are no places, or no way.
   */
  static Optional<ExecutorPlaces> places(ControlChannel driver, WritePermit permit) {
    if (permit.isNone()) {
      return Optional.empty();
    }
    var asked = new Asked(driver);
    return ExecutorPlaces.beside(permit, asked)
        .or(() -> sender(driver).map(sender -> ExecutorPlaces.sending(sender, asked)));
  }

  private static Optional<TransferClient> sender(ControlChannel driver) {
    Answer.Server server = driver.ask(new Message.FindServer());
    return TransferClient.connect(
        new TransferAddress(server.host(), server.port(), server.token()));
  }

  @Override
  public int send(Block.Fragment fragment) {
    return driver.ask(new Message.Part(fragment)).bytes();
  }

  /** The driver, which is asked over its control channel. */
  private record Asked(ControlChannel driver) implements ExecutorPlaces.Driver {
    @Override
    public long reserve(UUID stream, long row, long length) {
      return driver.ask(new Message.Reserve(stream, row, length)).position();
    }

    @Override
    public void written(UUID stream, List<Block.WrittenArray> arrays) {
      driver.ask(new Message.Written(stream, arrays));
    }
  }
}
