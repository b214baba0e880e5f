package org.acmespark.store.single;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.stream.Stream;
import org.acmespark.checksum.FileSum;
import org.acmespark.checksum.SumOfParts;
import org.acmespark.checksum.WhileSyncing;
import org.acmespark.hdf5.value.Hdf5Value;
import org.acmespark.model.AcmeException;
import org.acmespark.store.directory.RunDirectory;
import org.acmespark.store.payload.Block;
import org.acmespark.store.payload.BlockWriter;

/**
 * The file in which large arrays lie where the container will have them. At the end of the run the
 * metadata are put around them, and it is renamed.
 *
 * <p>Bytes are granted once: to no other array before the one that they were granted to is
 * committed, or its task has been refused and no longer writes. So a task that has been given up
 * and still writes harms no committed array. The row of a stacked dataset has one place only; if it
 * has been granted, another attempt gets a place elsewhere, and the row is copied at the end.
 *
 * <p>Which bytes hold committed arrays is written in the {@link Spool}, with their checksums. All
 * methods may be called by several threads.
 */
final class ValuesFile implements BlockWriter.Places, AutoCloseable {
  private static final String NO_PLACE = "there is no such place in %s";

  /** Before it is room for the library's first metadata. */
  static final long BEGIN = 8192;

  /**
   * Places of the rows of a stacked dataset, one after another from {@link #BEGIN} on.
   *
   * @param count number of rows
   * @param bytes of a row
   */
  record Rows(long count, long bytes) {
    long place(long row) {
      return BEGIN + row * bytes;
    }

    long end() {
      return place(count);
    }
  }

  private final Path file;
  private final Optional<Rows> rows;
  private final FreeSpace space;
  private final BitSet takenRows = new BitSet();
  private final Map<UUID, List<Placed>> uncommitted = new HashMap<>();
  private final Map<Long, Reserved> reserved = new ConcurrentHashMap<>();
  private final Queue<FileChannel> channels = new ConcurrentLinkedQueue<>();
  private final ReadWriteLock writing = new ReentrantReadWriteLock();
  private Optional<FileChannel> syncing = Optional.empty();
  private boolean sealed;

  private ValuesFile(Path file, Optional<Rows> rows) {
    this.file = file;
    this.rows = rows;
    this.space = new FreeSpace(rows.map(Rows::end).orElse(BEGIN));
  }

  /**
   * Continues a file, or creates one once an array arrives.
   *
   * @param rows places of rows, if results are stacked
   * @param committed the arrays in the file; all other bytes are free
   */
  static ValuesFile at(Path file, Optional<Rows> rows, Stream<Placed> committed) {
    var values = new ValuesFile(file, rows);
    List<FreeSpace.Extent> elsewhere = new ArrayList<>();
    committed.forEach(
        placed -> {
          if (values.isRow(placed.position())) {
            values.takenRows.set(values.row(placed.position()));
          } else {
            elsewhere.add(new FreeSpace.Extent(placed.position(), placed.length()));
          }
        });
    values.space.claim(elsewhere);
    return values;
  }

  private boolean isRow(long position) {
    return rows.isPresent() && position < rows.get().end();
  }

  private int row(long position) {
    return Math.toIntExact((position - BEGIN) / rows.orElseThrow().bytes());
  }

  @Override
  public void put(UUID stream, long row, Hdf5Value array) {
    long length = ArrayOutput.bytes(array);
    writing.readLock().lock();
    try {
      requireOpen();
      long position = take(row, length);
      keep(stream, new Placed(position, length, ArrayOutput.CUT, write(position, array)));
    } finally {
      writing.readLock().unlock();
    }
  }

  /** Writes a piece of an array whose place was given to the stream that sends it. */
  void write(UUID stream, long array, long at, ByteBuffer bytes) {
    writing.readLock().lock();
    try {
      requireOpen();
      Reserved place = reserved.get(array);
      if (place == null
          || !place.stream().equals(stream)
          || at < array
          || bytes.remaining() > place.length() - (at - array)) {
        throw new AcmeException(NO_PLACE.formatted(file));
      }
      FileChannel channel = channel();
      try {
        for (long next = at; bytes.hasRemaining(); ) {
          next += channel.write(bytes, next);
        }
      } finally {
        channels.add(channel); // a thread of the server is never interrupted, so it is open
      }
    } catch (IOException e) {
      throw failure(e);
    } finally {
      writing.readLock().unlock();
    }
  }

  private long checkedRow(long row, long length) {
    if (row >= 0 && rows.map(Rows::bytes).orElse(-1L) != length) {
      throw new AcmeException("a row of %s bytes has no place in %s".formatted(length, file));
    }
    return row;
  }

  /** Gives a place to an array that its task writes itself or sends; see {@link ExecutorPlaces}. */
  long reserve(UUID stream, long row, long length) {
    writing.readLock().lock();
    try {
      requireOpen();
      long position = take(checkedRow(row, length), length);
      reserved.put(position, new Reserved(stream, length));
      return position;
    } finally {
      writing.readLock().unlock();
    }
  }

  /** Takes an array that is written. Only a place that its stream was given counts. */
  void written(UUID stream, Block.WrittenArray array) {
    long position = array.position();
    Reserved place = reserved.get(position);
    if (place == null
        || !place.stream().equals(stream)
        || array.checksums().length != ArrayOutput.CUT.parts(position, place.length())
        || !reserved.remove(position, place)) {
      throw new AcmeException(NO_PLACE.formatted(file));
    }
    keep(stream, new Placed(position, place.length(), ArrayOutput.CUT, array.checksums()));
  }

  private void requireOpen() {
    if (sealed) {
      throw new AcmeException("the run is over: %s takes no more results".formatted(file));
    }
  }

  private synchronized void keep(UUID stream, Placed placed) {
    uncommitted.computeIfAbsent(stream, unknown -> new ArrayList<>()).add(placed);
  }

  private synchronized long take(long row, long length) {
    if (syncing.isEmpty()) {
      try {
        syncing =
            Optional.of(
                FileChannel.open(
                    file,
                    StandardOpenOption.CREATE,
                    StandardOpenOption.READ,
                    StandardOpenOption.WRITE));
      } catch (IOException e) {
        throw failure(e);
      }
    }
    if (row >= 0 && rows.isPresent() && !takenRows.get(Math.toIntExact(row))) {
      takenRows.set((int) row);
      return rows.get().place(row);
    }
    return space.take(length);
  }

  private int[] write(long position, Hdf5Value array) {
    try (var out = output(position, ArrayOutput.bytes(array))) {
      out.write(array);
      return out.checksums();
    } catch (IOException e) {
      throw failure(e);
    }
  }

  /** Copies an array to a place of its own, or a row to its place, and waits for no commit. */
  long keep(long row, SpoolInput in, long length) throws IOException {
    long position = row >= 0 ? rows.orElseThrow().place(row) : take(row, length);
    try (var out = output(position, length)) {
      in.copyTo(out, length);
    }
    return position;
  }

  /** Writes {@code fill} again and again into the place of a row. */
  void fill(long row, ByteBuffer fill) throws IOException {
    long length = rows.orElseThrow().bytes();
    try (var out = output(rows.get().place(row), length)) {
      for (long left = length; left > 0; left -= Math.min(left, fill.remaining())) {
        out.write(fill.duplicate().limit((int) Math.min(left, fill.limit())));
      }
    }
  }

  /** An array that a task writes or sends. */
  private record Reserved(UUID stream, long length) {}

  private ArrayOutput output(long position, long length) throws IOException {
    return new ArrayOutput(channel(), position, length, channels::add);
  }

  /** An interrupt closes a channel, so each writing thread has its own. */
  private FileChannel channel() throws IOException {
    FileChannel free = channels.poll();
    return free != null ? free : FileChannel.open(file, StandardOpenOption.WRITE);
  }

  private AcmeException failure(IOException e) {
    return new AcmeException("cannot write %s: %s".formatted(file, RunDirectory.why(e)), e);
  }

  /** Takes out the arrays of a stream, which is about to be committed, in their order. */
  synchronized List<Placed> take(UUID stream) {
    return Optional.ofNullable(uncommitted.remove(stream)).orElse(List.of());
  }

  /** Frees the places of a stream that will not be committed, and whose task has ended it. */
  synchronized void discard(UUID stream) {
    for (Placed placed : take(stream)) {
      if (isRow(placed.position())) {
        takenRows.clear(row(placed.position()));
      } else {
        space.free(placed.position(), placed.length());
      }
    }
  }

  /** Makes all that has been written survive the machine. */
  void sync() {
    Optional<FileChannel> channel;
    synchronized (this) {
      channel = syncing;
    }
    try {
      if (channel.isPresent()) {
        channel.get().force(false);
      }
    } catch (IOException e) {
      throw failure(e);
    }
  }

  /** Takes no more arrays of tasks; returns once none is being written. */
  void seal() {
    writing.writeLock().lock();
    try {
      sealed = true;
    } finally {
      writing.writeLock().unlock();
    }
  }

  /**
   * Copies what is before and behind the arrays from another file, in which the library has left
   * room for them, and syncs the whole.
   *
   * @param arrays the committed arrays
   * @return the sum of the whole
   */
  FileSum putAround(Path metadata, Stream<Placed> arrays) throws IOException {
    var parts = new SumOfParts();
    arrays
        .filter(array -> array.cut() == Placed.Cut.FROM_THE_FILE)
        .flatMap(array -> array.extents().stream())
        .forEach(part -> parts.add(part.position(), part.length(), part.checksum()));
    try (var from = FileChannel.open(metadata, StandardOpenOption.READ);
        var to = FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
      copy(from, 0, BEGIN, to);
      copy(from, end(), from.size(), to);
      to.truncate(from.size());
      return WhileSyncing.sum(parts, to);
    }
  }

  private static void copy(FileChannel from, long begin, long end, FileChannel to)
      throws IOException {
    to.position(begin);
    for (long at = begin; at < end; ) {
      at += from.transferTo(at, end - at, to);
    }
  }

  Optional<Rows> rows() {
    return rows;
  }

  /** One more than the last byte that is granted. */
  synchronized long end() {
    return space.end();
  }

  boolean exists() {
    return Files.exists(file);
  }

  Path path() {
    return file;
  }

  @Override
  public void close() {
    for (FileChannel free = channels.poll(); free != null; free = channels.poll()) {
      close(free);
    }
    syncing.ifPresent(this::close);
  }

  private void close(FileChannel channel) {
    try {
      channel.close();
    } catch (IOException e) {
      throw new AcmeException("cannot close %s: %s".formatted(file, RunDirectory.why(e)), e);
    }
  }
}
