package org.acmespark.store.single;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.acmespark.model.AcmeException;
import org.acmespark.store.directory.RemoteAppend;
import org.acmespark.store.directory.RunDirectory;
import org.acmespark.store.payload.Block;

/**
 * Holds results until the single file is written: an append-only file on the driver, in which each
 * record has its length and checksum. Committed results are synced, and {@link #recover} finds them
 * again after a crash of driver or machine.
 *
 * <p>Results arrive in streams, which are cut into fragments. Fragments of several tasks are
 * interleaved. A stream is valid if there is a commit record for it; other streams are never read.
 *
 * <p>Not thread-safe.
 */
final class Spool implements AutoCloseable {
  private static final byte[] PREAMBLE = "ACMESPL1".getBytes(StandardCharsets.US_ASCII);

  /** Maximum length of a record; a head with a larger length is not a record. */
  private static final int MAX_CONTENT_BYTES = 64 << 20;

  private static final int SEARCHED_BYTES = 1 << 20;

  private final Path file;
  private final FileChannel channel;
  private final SpoolIndex index = new SpoolIndex();
  private final SpoolFragments fragments;
  private final SpoolDamage damage = new SpoolDamage();
  private final List<Scanned> withPlaces = new ArrayList<>();
  private Optional<RemoteAppend> copy = Optional.empty();
  private boolean finished;
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
   * @throws AcmeException if it cannot be created
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
   * Opens the spool of an interrupted run, ready to take more results. A record with an incomplete
   * head or a wrong checksum is skipped, together with its stream, and reading continues at the
   * next valid record. Bytes after the last valid record are cut off. {@link #damage} describes
   * what was skipped.
   *
   * <pre>{@code
   * try (Spool spool = Spool.recover(directory.resolve(".spool"))) {
   *   spool.entry(7).isPresent();    // computation 7 need not be repeated
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

  /** A commit with places, which the scan has found. */
  private record Scanned(SpoolIndex.Decoded commit, long position, int length) {}

  /** Writes later records also into {@code copy}, which contains the earlier ones. */
  void alsoTo(RemoteAppend copy) {
    this.copy = Optional.of(copy);
  }

  /** Whether there is a copy that survives the driver. */
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
    if (size < PREAMBLE.length) {
      begin();
      return;
    }
    boolean begun = read(0, PREAMBLE.length).equals(ByteBuffer.wrap(PREAMBLE));
    end = PREAMBLE.length;
    for (long at = end; size - at >= SpoolRecord.HEAD_BYTES; ) {
      Optional<SpoolRecord> head = head(at, size);
      if (head.isEmpty()) {
        at = nextHead(at + 1, size);
        continue;
      }
      if (at > end) {
        damage.skipped(end, at - end);
      }
      take(head.get(), at + SpoolRecord.HEAD_BYTES);
      at += SpoolRecord.HEAD_BYTES + head.get().length();
      end = at;
    }
    if (!begun) {
      if (end == PREAMBLE.length) {
        begin();
        return;
      }
      damage.skipped(0, PREAMBLE.length);
      channel.write(ByteBuffer.wrap(PREAMBLE), 0);
    }
    channel.truncate(end);
    channel.position(end);
    takePlaced();
  }

  /** Returns the head at a position; empty if the head or its record is incomplete. */
  private Optional<SpoolRecord> head(long at, long size) throws IOException {
    return SpoolRecord.parse(read(at, SpoolRecord.HEAD_BYTES))
        .filter(head -> head.length() >= 0 && head.length() <= MAX_CONTENT_BYTES)
        .filter(head -> head.length() <= size - at - SpoolRecord.HEAD_BYTES);
  }

  /** Position of the next mark of a head; {@code size} if there is none. */
  private long nextHead(long from, long size) throws IOException {
    byte[] mark = SpoolRecord.mark();
    for (long at = from; at < size; at += SEARCHED_BYTES) {
      int length = (int) Math.min(SEARCHED_BYTES + mark.length - 1, size - at);
      byte[] bytes = read(at, length).array();
      for (int k = 0; k + mark.length <= length; k++) {
        if (Arrays.equals(bytes, k, k + mark.length, mark, 0, mark.length)) {
          return at + k;
        }
      }
    }
    return size;
  }

  private void take(SpoolRecord head, long position) throws IOException {
    ByteBuffer content = read(position, head.length());
    if (SpoolRecord.checksum(content) != head.checksum()) {
      damage.skipped(position, head.length());
      return;
    }
    switch (head.kind()) {
      case FRAGMENT -> add(head, position);
      case COMMIT -> {
        Block.Streamed block = SpoolIndex.decode(head.stream(), content, ArrayOutput.CUT).block();
        if (!index.commit(block, List.of())) {
          damage.lost(block.indices());
        }
      }
      case COMMIT_WITH_PLACES ->
          keep(
              SpoolIndex.decode(head.stream(), content, Placed.Cut.FROM_THE_ARRAY), position, head);
      case COMMIT_WITH_PLACES_IN_MEGABYTES ->
          keep(SpoolIndex.decode(head.stream(), content, Placed.Cut.FROM_THE_FILE), position, head);
      case FINISHED -> finished = true;
    }
  }

  private void keep(SpoolIndex.Decoded commit, long position, SpoolRecord head) {
    withPlaces.add(new Scanned(commit, position, head.length()));
  }

  /**
   * Makes the commits valid whose arrays are in the values file as they were written. If the file
   * has become the container, all are there.
   */
  private void takePlaced() throws IOException {
    Path values = valuesOf(file);
    if (isMoved()) {
      withPlaces.forEach(
          scanned -> index.commit(scanned.commit().block(), scanned.commit().placed()));
    } else if (!withPlaces.isEmpty() && Files.exists(values)) {
      try (var written = FileChannel.open(values, StandardOpenOption.READ)) {
        var read = new SpoolFragments(values, written);
        for (Scanned scanned : withPlaces) {
          boolean intact = true;
          for (Placed placed : scanned.commit().placed()) {
            intact &= placed.isIntact(read);
          }
          take(scanned, intact);
        }
      }
    } else {
      withPlaces.forEach(scanned -> take(scanned, false));
    }
    withPlaces.clear();
  }

  private void take(Scanned scanned, boolean intact) {
    Block.Streamed block = scanned.commit().block();
    if (!intact || !index.commit(block, scanned.commit().placed())) {
      damage.skipped(scanned.position(), scanned.length());
      damage.lost(block.indices());
    }
  }

  /** The file of arrays that are in their places, beside a spool. */
  static Path valuesOf(Path spool) {
    return spool.resolveSibling(RunDirectory.VALUES);
  }

  /** Whether the values file has become the container, so that all results are there. */
  boolean isMoved() {
    return finished && !Files.exists(valuesOf(file));
  }

  /** Records that all results are in files of their own or in the container to be. */
  void finish() {
    ByteBuffer nothing = ByteBuffer.allocate(0);
    write(SpoolRecord.of(SpoolRecord.Kind.FINISHED, new UUID(0, 0), 0, nothing), nothing);
    sync();
    finished = true;
  }

  /** Describes what {@link #recover} could not read; empty if it read everything. */
  Optional<String> damage() {
    return damage.describe(file);
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
   * Appends a part of a stream without syncing it.
   *
   * @throws AcmeException if it cannot be written; all later writes then fail too
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
   * Commits a stream. It is on disk when this method returns.
   *
   * @param placed its arrays in the values file, which are on disk
   * @throws AcmeException if it cannot be written and synced; all later writes then fail too
   */
  void commit(Block.Streamed block, List<Placed> placed) {
    if (block.rest().length > 0) {
      append(new Block.Fragment(block.stream(), block.fragments() - 1, block.rest()));
    }
    ByteBuffer content = SpoolIndex.encode(block, placed);
    var kind =
        placed.isEmpty()
            ? SpoolRecord.Kind.COMMIT
            : SpoolRecord.Kind.COMMIT_WITH_PLACES_IN_MEGABYTES;
    write(SpoolRecord.of(kind, block.stream(), block.fragments(), content), content);
    sync();
    if (!index.commit(block, placed)) {
      throw new AcmeException("parts of the results did not arrive in %s".formatted(file));
    }
  }

  private void sync() {
    try {
      channel.force(false);
      if (copy.isPresent()) {
        copy.get().flush();
      }
    } catch (IOException e) {
      throw failure(e);
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

  /** All arrays of committed results that are in the values file. */
  Stream<Placed> placed() {
    return index.placed();
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
