package org.acmespark.store;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.acmespark.model.AcmeException;

/**
 * Results on their way into a single file: an append-only file on the driver, in which each record
 * has its length and checksum. What is committed is synced, and is found again by {@link #recover}
 * whenever driver or machine have died.
 *
 * <p>Results arrive in streams, a stream cut into fragments; those of several tasks lie among each
 * other. The record of a commit makes a stream count; streams without one are never read.
 *
 * <p>Not thread-safe.
 */
final class Spool implements AutoCloseable {
  private static final byte[] PREAMBLE = "ACMESPL1".getBytes(StandardCharsets.US_ASCII);

  /** Longer than any record: what claims more is none. */
  private static final int MAX_CONTENT_BYTES = 64 << 20;

  private final Path file;
  private final FileChannel channel;
  private final SpoolIndex index = new SpoolIndex();
  private final SpoolFragments fragments;
  private Optional<RemoteAppend> copy = Optional.empty();
  private long end;
  private boolean broken;

  private Spool(Path file, FileChannel channel) {
    this.file = file;
    this.channel = channel;
    this.fragments = new SpoolFragments(file, channel);
  }

  /**
   * An empty spool in a new file.
   *
   * @throws AcmeException if it cannot be made
   */
  static Spool create(Path file) {
    try {
      var spool =
          new Spool(
              file,
              FileChannel.open(
                  file,
                  StandardOpenOption.CREATE_NEW,
                  StandardOpenOption.READ,
                  StandardOpenOption.WRITE));
      spool.begin();
      return spool;
    } catch (IOException e) {
      throw new AcmeException("cannot write %s: %s".formatted(file, RunDirectory.why(e)), e);
    }
  }

  /**
   * The spool that an interrupted run has left, ready to take more. What is incomplete or damaged
   * is left out: a record whose content does not have its checksum, with the stream it belongs to;
   * and all from the first record on whose head is not whole, which is cut off.
   *
   * <pre>{@code
   * try (Spool spool = Spool.recover(directory.resolve(".spool"))) {
   *   spool.entry(7).isPresent();    // computation 7 need not be made again
   * }
   * }</pre>
   *
   * @throws AcmeException if the file cannot be read
   */
  static Spool recover(Path file) {
    try {
      var spool =
          new Spool(
              file, FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE));
      spool.scan();
      return spool;
    } catch (IOException e) {
      throw new AcmeException("cannot read %s: %s".formatted(file, RunDirectory.why(e)), e);
    }
  }

  /** Writes what comes from now on into {@code copy} as well, which holds what is here. */
  void alsoTo(RemoteAppend copy) {
    this.copy = Optional.of(copy);
  }

  /** Whether there is a copy that outlives the driver. */
  boolean isCopied() {
    return copy.isPresent();
  }

  private void begin() throws IOException {
    channel.truncate(0);
    channel.position(0);
    channel.write(ByteBuffer.wrap(PREAMBLE));
    channel.force(true);
    end = PREAMBLE.length;
  }

  private void scan() throws IOException {
    long size = channel.size();
    if (size < PREAMBLE.length || !read(0, PREAMBLE.length).equals(ByteBuffer.wrap(PREAMBLE))) {
      begin();
      return;
    }
    end = PREAMBLE.length;
    while (size - end >= SpoolRecord.HEAD_BYTES) {
      Optional<SpoolRecord> head = SpoolRecord.parse(read(end, SpoolRecord.HEAD_BYTES));
      long content = end + SpoolRecord.HEAD_BYTES;
      if (head.isEmpty()
          || head.get().length() > MAX_CONTENT_BYTES
          || head.get().length() > size - content) {
        break;
      }
      take(head.get(), content);
      end = content + head.get().length();
    }
    channel.truncate(end);
    channel.position(end);
  }

  private void take(SpoolRecord head, long position) throws IOException {
    ByteBuffer content = read(position, head.length());
    if (SpoolRecord.checksum(content) != head.checksum()) {
      return;
    }
    switch (head.kind()) {
      case FRAGMENT -> add(head, position);
      case COMMIT -> index.commit(SpoolIndex.decode(head.stream(), content));
    }
  }

  private ByteBuffer read(long position, int length) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(length);
    int got = 0;
    while (bytes.hasRemaining() && got >= 0) {
      got = channel.read(bytes, position + bytes.position());
    }
    return bytes.flip();
  }

  private void add(SpoolRecord head, long position) {
    var extent = new SpoolIndex.Extent(position, head.length(), head.checksum());
    index.add(head.stream(), head.sequence(), extent);
  }

  /**
   * Takes a part of a stream, which is not synced yet.
   *
   * @throws AcmeException if it cannot be written; nothing can be after that
   */
  void append(Block.Fragment fragment) {
    ByteBuffer content = fragment.content();
    var head =
        SpoolRecord.of(SpoolRecord.Kind.FRAGMENT, fragment.stream(), fragment.sequence(), content);
    long position = end + SpoolRecord.HEAD_BYTES;
    write(head, content);
    add(head, position);
  }

  /**
   * Makes a stream count: it is on disk when this returns.
   *
   * @throws AcmeException if it cannot be written and synced; nothing can be after that
   */
  void commit(Block.Streamed block) {
    if (block.rest().length > 0) {
      append(new Block.Fragment(block.stream(), block.fragments() - 1, block.rest()));
    }
    ByteBuffer content = SpoolIndex.encode(block);
    write(
        SpoolRecord.of(SpoolRecord.Kind.COMMIT, block.stream(), block.fragments(), content),
        content);
    try {
      channel.force(false);
      if (copy.isPresent()) {
        copy.get().flush();
      }
    } catch (IOException e) {
      throw failure(e);
    }
    if (!index.commit(block)) {
      throw new AcmeException("parts of the results did not arrive in %s".formatted(file));
    }
  }

  private void write(SpoolRecord head, ByteBuffer content) {
    if (broken) {
      throw new AcmeException("an earlier write to %s failed".formatted(file));
    }
    ByteBuffer[] parts = {head.head(), content};
    try {
      if (copy.isPresent()) {
        copy.get().write(parts[0]);
        copy.get().write(content);
      }
      while (content.hasRemaining() || parts[0].hasRemaining()) {
        channel.write(parts);
      }
    } catch (IOException e) {
      throw failure(e);
    }
    end += SpoolRecord.HEAD_BYTES + head.length();
  }

  private AcmeException failure(IOException e) {
    broken = true;
    return new AcmeException("cannot write %s: %s".formatted(file, RunDirectory.why(e)), e);
  }

  /** Bytes in the file. */
  long bytes() {
    return end;
  }

  boolean isOpen() {
    return channel.isOpen();
  }

  /** The results of a computation; empty if they are not committed. */
  Optional<SpoolIndex.Entry> entry(long computation) {
    return index.entry(computation);
  }

  /** All results that are committed, in the order of the computations. */
  Stream<SpoolIndex.Entry> committed() {
    return IntStream.range(0, index.end()).mapToObj(index::entry).flatMap(Optional::stream);
  }

  /** The bytes of a computation's results, valid until the next call. */
  SpoolInput open(SpoolIndex.Entry entry) {
    return new SpoolInput(fragments, entry);
  }

  @Override
  public void close() {
    try {
      channel.close();
      if (copy.isPresent()) {
        copy.get().close();
      }
    } catch (IOException e) {
      throw new AcmeException("cannot close %s: %s".formatted(file, RunDirectory.why(e)), e);
    }
  }
}
