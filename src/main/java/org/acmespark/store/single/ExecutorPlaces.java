package org.acmespark.store.single;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.acmespark.hdf5.value.Hdf5Value;
import org.acmespark.model.AcmeException;
import org.acmespark.store.payload.Block;
import org.acmespark.store.payload.BlockWriter;
import org.acmespark.store.payload.WritePermit;

/**
 * Takes large arrays to their places in the driver's file, from an executor: writes them, if it is
 * on the driver's machine, or sends them. The driver gives the places and syncs the file.
 * Thread-safe.
 */
public final class ExecutorPlaces implements BlockWriter.Places, AutoCloseable {
  /** A system property: if it is true, executors send arrays even from the driver's machine. */
  public static final String SEND = "acme.send.arrays";

  private final Driver driver;
  private final ArrayWriter writer;
  private final Map<UUID, List<Block.WrittenArray>> written = new ConcurrentHashMap<>();

  /** What the driver does for arrays. */
  public interface Driver {
    /**
     * Gives a place to an array that its task writes itself or sends.
     *
     * @param stream identifier of the stream of the block to which it belongs
     * @param row index of the computation if the array is its row of the stacked dataset, -1 if not
     * @param length in bytes
     * @return where it begins; -1 if nothing is to be written
     */
    long reserve(UUID stream, long row, long length);

    /**
     * Takes arrays of a stream that are written.
     *
     * @throws AcmeException if a place was not given to the stream
     */
    void written(UUID stream, List<Block.WrittenArray> arrays);
  }

  /** Sends arrays to the driver in pieces. The driver writes them. */
  public interface Sender extends AutoCloseable {
    /**
     * Sends a piece and returns at once.
     *
     * @param stream identifier of the stream of the block to which the array belongs
     * @param array where the array begins in the file, in bytes
     * @param at where the piece begins in the file
     * @param bytes must not be changed before {@code done} is called
     * @param done is called, on any thread, when the driver has written the piece, or with the
     *     reason why not
     */
    void send(
        UUID stream, long array, long at, ByteBuffer bytes, Consumer<Optional<AcmeException>> done);

    @Override
    void close();
  }

  private ExecutorPlaces(Driver driver, ArrayWriter writer) {
    this.driver = driver;
    this.writer = writer;
  }

  /** Writes arrays. Empty if this executor is elsewhere, does not see the file or may not write. */
  public static Optional<ExecutorPlaces> beside(WritePermit permit, Driver driver) {
    if (permit.isNone() || Boolean.getBoolean(SEND)) {
      return Optional.empty();
    }
    return WriterBeside.open(permit).map(writer -> new ExecutorPlaces(driver, writer));
  }

  /** Sends arrays. Closing the places closes the sender. */
  public static ExecutorPlaces sending(Sender sender, Driver driver) {
    return new ExecutorPlaces(driver, new SendingWriter(sender));
  }

  @Override
  public void put(UUID stream, long row, Hdf5Value array) {
    long position = driver.reserve(stream, row, ArrayOutput.bytes(array));
    if (position >= 0) {
      int[] checksums = writer.write(stream, position, array);
      written
          .computeIfAbsent(stream, unknown -> new ArrayList<>())
          .add(new Block.WrittenArray(position, checksums));
    }
  }

  @Override
  public void finish(UUID stream) {
    writer.finish(stream);
    List<Block.WrittenArray> arrays = written.remove(stream);
    if (arrays != null) {
      driver.written(stream, arrays);
    }
  }

  @Override
  public void forget(UUID stream) {
    writer.forget(stream);
    written.remove(stream);
  }

  @Override
  public void close() {
    try {
      writer.close();
    } catch (IOException e) {
      throw new AcmeException("the way to the driver's file cannot be closed: " + e, e);
    }
  }
}
