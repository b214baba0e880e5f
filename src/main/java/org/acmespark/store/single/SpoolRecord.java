package org.acmespark.store.single;

import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.UUID;
import java.util.zip.CRC32C;

/**
 * The head of one record in a {@link Spool}; its content follows. Big-endian: a mark, the kind, the
 * stream it belongs to, its number there, the content's length and CRC32C, and the CRC32C of all
 * this.
 *
 * @param length of the content in bytes
 * @param checksum CRC32C of the content
 */
record SpoolRecord(Kind kind, UUID stream, int sequence, int length, int checksum) {
  static final int HEAD_BYTES = 40;
  private static final int MARK = 0x53504F4C;
  private static final Kind[] KINDS = Kind.values();

  /** The kind of a record. */
  enum Kind {
    /** Bytes of results. */
    FRAGMENT,
    /**
     * A commit: makes all fragments of its stream valid, and tells the place of each computation in
     * them.
     */
    COMMIT,
    /** A commit that also tells the places of arrays, as earlier versions have written it. */
    COMMIT_WITH_PLACES,
    /** All results are in the container, and the {@link ValuesFile} becomes it now. */
    FINISHED,
    /**
     * A commit that also tells the places of arrays in the {@link ValuesFile}, with a checksum for
     * each megabyte of the file.
     */
    COMMIT_WITH_PLACES_IN_MEGABYTES
  }

  /** Creates the head for a content. The buffer's position does not change. */
  static SpoolRecord of(Kind kind, UUID stream, int sequence, ByteBuffer content) {
    return new SpoolRecord(kind, stream, sequence, content.remaining(), checksum(content));
  }

  ByteBuffer head() {
    ByteBuffer head = ByteBuffer.allocate(HEAD_BYTES);
    head.putInt(MARK).putInt(kind.ordinal());
    head.putLong(stream.getMostSignificantBits()).putLong(stream.getLeastSignificantBits());
    head.putInt(sequence).putInt(length).putInt(checksum);
    head.putInt(checksum(head.duplicate().flip()));
    return head.flip();
  }

  /** The first bytes of each head. */
  static byte[] mark() {
    return ByteBuffer.allocate(Integer.BYTES).putInt(MARK).array();
  }

  /** Reads a head; returns empty if these bytes are not a head. */
  static Optional<SpoolRecord> parse(ByteBuffer head) {
    int sum = checksum(head.duplicate().limit(head.position() + HEAD_BYTES - Integer.BYTES));
    int mark = head.getInt();
    int kind = head.getInt();
    boolean known = kind >= 0 && kind < KINDS.length;
    var stream = new UUID(head.getLong(), head.getLong());
    var record =
        new SpoolRecord(
            known ? KINDS[kind] : Kind.FRAGMENT,
            stream,
            head.getInt(),
            head.getInt(),
            head.getInt());
    return known && mark == MARK && sum == head.getInt() ? Optional.of(record) : Optional.empty();
  }

  /** CRC32C of the remaining bytes of a buffer, whose position does not change. */
  static int checksum(ByteBuffer content) {
    var crc = new CRC32C();
    crc.update(content.duplicate());
    return (int) crc.getValue();
  }
}
