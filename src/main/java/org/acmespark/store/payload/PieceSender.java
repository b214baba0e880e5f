package org.acmespark.store.payload;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.UUID;
import java.util.function.IntSupplier;
import org.acmespark.hdf5.value.Hdf5Value;
import org.acmespark.hdf5.value.Packing;

/**
 * Sends large arrays to the driver, which writes them to their places. A few pieces are on the way
 * at a time. Elements are copied once, into the frame that is sent.
 */
public final class PieceSender implements BlockWriter.Places {
  /**
   * Twice as much would be an object of its own region in a heap of 1 GB, and cost a collection.
   */
  private static final int GREATEST_PIECE_BYTES = (512 << 10) - 1024;

  private static final int PIECES_ON_THE_WAY = 4;

  /** Used until the driver gives a size: thousands of tasks may begin at the same time. */
  private static final int FIRST_PIECE_BYTES = 16 << 10;

  private final Channel channel;
  private final Deque<IntSupplier> answers = new ArrayDeque<>();
  private int pieceBytes = FIRST_PIECE_BYTES;
  private boolean begun;

  /** Sends single pieces. */
  public interface Channel {
    /**
     * Sends a piece.
     *
     * @return waits for the answer: how many bytes may be on the way at a time
     */
    IntSupplier send(Block.Piece piece);
  }

  public PieceSender(Channel channel) {
    this.channel = channel;
  }

  @Override
  public void put(UUID stream, long row, Hdf5Value array) {
    int entryBytes = Packing.entryBytes(array.type());
    int entries = Packing.entries(array.elements());
    long whole = (long) entries * entryBytes;
    for (int from = 0; from < entries; ) {
      int count = Math.min(entries - from, pieceBytes / entryBytes);
      byte[] bytes = new byte[Block.Piece.ROOM_BYTES + count * entryBytes];
      ByteBuffer content =
          ByteBuffer.wrap(bytes, Block.Piece.ROOM_BYTES, count * entryBytes)
              .slice()
              .order(ByteOrder.LITTLE_ENDIAN);
      Packing.pack(array.elements(), from, count, content);
      long at = (long) from * entryBytes;
      answers.add(channel.send(new Block.Piece(stream, row, whole, at, bytes, count * entryBytes)));
      from += count;
      awaitMoreThan(begun ? PIECES_ON_THE_WAY - 1 : 0);
      begun = true;
    }
    awaitMoreThan(0);
  }

  private void awaitMoreThan(int few) {
    while (answers.size() > few) {
      int room = answers.remove().getAsInt();
      pieceBytes =
          Math.max(FIRST_PIECE_BYTES, Math.min(GREATEST_PIECE_BYTES, room / PIECES_ON_THE_WAY));
    }
  }
}
