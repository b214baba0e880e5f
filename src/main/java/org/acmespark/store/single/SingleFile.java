package org.acmespark.store.single;

import java.io.File;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;
import org.acmespark.checksum.FileSum;
import org.acmespark.hdf5.DataRegion;
import org.acmespark.hdf5.value.ValueBytes;
import org.acmespark.model.AcmeException;
import org.acmespark.model.Compression;
import org.acmespark.store.directory.EveryStep;
import org.acmespark.store.directory.RemoteAppend;
import org.acmespark.store.directory.RemoteDirectory;
import org.acmespark.store.directory.RunDirectory;
import org.acmespark.store.payload.Block;
import org.acmespark.store.payload.BlockWriter;
import org.acmespark.store.payload.DirectoryPlan;
import org.acmespark.store.payload.Layout;
import org.acmespark.store.payload.PayloadIndex;
import org.acmespark.store.payload.Rescue;
import org.acmespark.store.payload.Stacking;
import org.acmespark.store.payload.WritePermit;

/**
 * Keeps the results of a run with a single file on the driver: large arrays in their places in the
 * file to be, a spool of everything else, and at the end a container made of both. Not thread-safe,
 * except for large arrays.
 */
public final class SingleFile implements ExecutorPlaces.Driver, AutoCloseable {
  private static final int LEAST_FRAGMENT_BYTES = 64 << 10;

  /** Less than 4 MB together with its message. */
  private static final int GREATEST_FRAGMENT_BYTES = (4 << 20) - 1024;

  /**
   * Share of the driver's heap for fragments that were sent and not yet written. Each exists twice.
   */
  private static final long SHARE_IN_FLIGHT = 8;

  /** For smaller arrays a place of their own costs more than the way through the spool. */
  private static final long LEAST_PLACED_BYTES = 64 << 10;

  /** Can be read and written again within seconds, at 100 MB/s or more. */
  private static final long QUICK_BYTES = 256L << 20;

  private final RunDirectory directory;
  private final String name;
  private final long nInputs;
  private final Optional<Stacking> stacking;
  private final Compression compression;
  private final Spool spool;
  private final ValuesFile values;
  private final long leastPlaced;
  private final WritePermit permit;
  private final Map<String, FileSum> sums = new LinkedHashMap<>();

  /** Continues with the spool in the directory, if there is one. */
  public SingleFile(RunDirectory directory, DirectoryPlan plan) {
    this.directory = directory;
    this.name = plan.name();
    this.nInputs = plan.nInputs();
    this.stacking = plan.stacking();
    this.compression = plan.compression();
    Path file = directory.path().resolve(RunDirectory.SPOOL);
    this.spool = directory.files().exists(file) ? Spool.recover(file) : Spool.create(file);
    this.leastPlaced = canPlace(directory) ? LEAST_PLACED_BYTES : Long.MAX_VALUE;
    Optional<ValuesFile.Rows> rows =
        stacking
            .filter(s -> leastPlaced < Long.MAX_VALUE)
            .map(s -> new ValueBytes.Head(s.type(), s.shape().row(0)))
            .map(row -> new ValuesFile.Rows(nInputs, row.bytes()));
    this.values = ValuesFile.at(Spool.valuesOf(file), rows, spool.placed());
    Path permitted = directory.path().resolve(RunDirectory.PERMIT);
    this.permit = leastPlaced < Long.MAX_VALUE ? Permit.issue(permitted) : WritePermit.NONE;
    directory.sync(directory.path());
    if (directory.remote().isPresent()) {
      copyTo(directory.remote().get(), file);
    }
  }

  /**
   * Whether arrays can be taken to their places. Their places must be known, and files must be able
   * to have holes, which those of Windows do not have unless it is asked for.
   */
  private boolean canPlace(RunDirectory directory) {
    return compression.isNone()
        && directory.remote().isEmpty()
        && stacking.map(StackedRows::areInOnePiece).orElse(true)
        && File.separatorChar == '/';
  }

  /** How executors write results. */
  public Layout layout() {
    return Layout.inSingleFile(stacking, leastPlaced, permit);
  }

  /** Where tasks in this JVM take large arrays; empty if all arrays go into the spool. */
  public Optional<BlockWriter.Places> places() {
    return leastPlaced < Long.MAX_VALUE ? Optional.of(values) : Optional.empty();
  }

  private void copyTo(RemoteDirectory remote, Path file) {
    try {
      RemoteAppend.to(file, remote).ifPresent(spool::alsoTo);
    } catch (IOException e) {
      spool.close();
      throw new AcmeException(
          "cannot write %s: %s"
              .formatted(remote.address(RunDirectory.SPOOL), RemoteDirectory.why(e)),
          e);
    }
  }

  /**
   * Returns the computations whose results an ended run has kept.
   *
   * @param spoolFile its spool, which exists unless all results are in the container
   * @param nInputs number of computations
   * @param damage receives a description of unreadable parts
   */
  public static BitSet committed(Path spoolFile, int nInputs, Consumer<String> damage) {
    var committed = new BitSet();
    if (!Files.exists(spoolFile)) {
      committed.set(0, nInputs);
      return committed;
    }
    try (var spool = Spool.recover(spoolFile)) {
      spool.damage().ifPresent(damage);
      if (spool.isMoved()) {
        committed.set(0, nInputs);
        return committed;
      }
      spool.committed().forEach(entry -> committed.set(Math.toIntExact(entry.index())));
    }
    return committed;
  }

  /** Writes a part of a block; see {@code RunStore.receive}. */
  public int receive(Block.Fragment fragment, int cores) {
    spool.append(fragment);
    return room(cores);
  }

  @Override
  public long reserve(UUID stream, long row, long length) {
    return values.reserve(stream, row, length);
  }

  /**
   * Writes a piece of an array that a task sends to the place that it was given. Any thread may
   * call this.
   *
   * @param array where the array begins in the file
   * @param at where the piece begins in the file
   * @throws AcmeException if the place was not given to the stream, or, with an {@link IOException}
   *     as its cause, if it cannot be written
   */
  public void write(UUID stream, long array, long at, ByteBuffer bytes) {
    values.write(stream, array, at, bytes);
  }

  @Override
  public void written(UUID stream, List<Block.WrittenArray> arrays) {
    arrays.forEach(array -> values.written(stream, array));
  }

  private static int room(int cores) {
    long each = Runtime.getRuntime().maxMemory() / SHARE_IN_FLIGHT / Math.max(1, cores);
    return (int) Math.max(LEAST_FRAGMENT_BYTES, Math.min(GREATEST_FRAGMENT_BYTES, each));
  }

  /** Writes the rest of a block and syncs all of it. */
  public void commit(Block.Streamed block) {
    List<Placed> placed = values.take(block.stream());
    if (!placed.isEmpty()) {
      values.sync();
    }
    spool.commit(block, placed);
  }

  /** Frees the places of a block that was refused. Its task no longer writes it. */
  public void discard(Block.Streamed block) {
    values.discard(block.stream());
  }

  /** The file that holds or will hold the results of a computation, in the run directory. */
  public Optional<String> file(long index) {
    return spool.entry(index).map(entry -> entry.serialized() ? rescuedName(entry) : name + ".h5");
  }

  private String rescuedName(SpoolIndex.Entry entry) {
    return name + "_" + entry.index() + (isPickle(entry) ? Rescue.PICKLE : Rescue.SERIALIZED);
  }

  private boolean isPickle(SpoolIndex.Entry entry) {
    try {
      return Rescue.isPickle(spool.open(entry).read());
    } catch (IOException e) {
      throw new AcmeException(
          "cannot read %s: %s".formatted(RunDirectory.SPOOL, RunDirectory.why(e)), e);
    }
  }

  /** Possible files for the result of a computation that HDF5 cannot hold. */
  public static List<String> rescuedNames(String name, long index) {
    String stem = name + "_" + index;
    return List.of(stem + Rescue.PICKLE, stem + Rescue.SERIALIZED);
  }

  /**
   * Whether {@link #finish} takes at most a few seconds, even on a slow disk. False after an
   * interrupt has closed the spool.
   */
  public boolean isQuicklyFinished() {
    long written = values.exists() ? spool.bytes() + values.end() : spool.bytes();
    return spool.isOpen() && written <= QUICK_BYTES;
  }

  /**
   * Writes the results in the spool into files.
   *
   * @param complete whether no computation is missing. Then the spool is deleted; otherwise it is
   *     kept for resuming the run
   * @return the files of results that HDF5 cannot hold, in the order of the computations
   * @throws AcmeException if that fails; the spool stays
   */
  public List<PayloadIndex.PayloadFile> finish(boolean complete) {
    seal();
    List<PayloadIndex.PayloadFile> serialized =
        spool.committed().filter(SpoolIndex.Entry::serialized).map(this::writeRescued).toList();
    boolean any = nInputs == 0 || spool.committed().anyMatch(entry -> !entry.serialized());
    if (any && spool.isMoved()) {
      sums.put(name + ".h5", sumOf(directory.path().resolve(name + ".h5")));
    } else if (any) {
      boolean moved = complete && values.exists() && moveValues();
      if (!moved) {
        Path temporary = directory.staged("container.h5");
        FileSum sum =
            SingleFileContainer.write(temporary, spool, values, nInputs, stacking, compression);
        sums.put(name + ".h5", sum);
        put(temporary, name + ".h5");
      }
    }
    directory.sync(directory.path());
    if (complete && values.exists()) {
      spool.finish();
      delete(RunDirectory.VALUES);
    }
    spool.close();
    if (complete) {
      delete(RunDirectory.PERMIT);
      delete(RunDirectory.SPOOL);
    }
    return serialized;
  }

  /** Makes a container of the values file, and returns whether the library allows that. */
  private boolean moveValues() {
    try {
      FileSum sum =
          SingleFileContainer.writeAround(
              directory.staged("container.h5"), spool, values, nInputs, stacking, leastPlaced);
      sums.put(name + ".h5", sum);
    } catch (DataRegion.MisplacedException e) {
      return false;
    }
    directory.sync(directory.path());
    spool.finish();
    put(values.path(), name + ".h5");
    return true;
  }

  /** The sums of the files that {@link #finish} has written, by their names. */
  public Map<String, FileSum> sums() {
    return sums;
  }

  private static FileSum sumOf(Path file) {
    try {
      return FileSum.of(file);
    } catch (IOException e) {
      throw new AcmeException("cannot read %s: %s".formatted(file, RunDirectory.why(e)), e);
    }
  }

  private void delete(String inDirectory) {
    Path file = directory.path().resolve(inDirectory);
    try {
      directory.files().delete(file);
    } catch (IOException e) {
      throw new AcmeException("cannot delete %s: %s".formatted(file, RunDirectory.why(e)), e);
    }
  }

  private PayloadIndex.PayloadFile writeRescued(SpoolIndex.Entry entry) {
    String finalName = rescuedName(entry);
    Path staged = directory.staged(finalName);
    try (var channel =
        FileChannel.open(staged, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
      spool.open(entry).copyTo(channel, entry.length());
      channel.truncate(entry.length());
      channel.force(true);
    } catch (IOException e) {
      throw new AcmeException("cannot write %s: %s".formatted(staged, RunDirectory.why(e)), e);
    }
    FileSum sum = sumOf(staged);
    sums.put(finalName, sum);
    put(staged, finalName);
    return new PayloadIndex.PayloadFile(
        finalName,
        isPickle(entry) ? Block.Kind.PICKLED : Block.Kind.SERIALIZED,
        new long[] {entry.index()},
        List.of(),
        entry.length(),
        sum);
  }

  /** Replaces the same file if a driver died after writing it and before deleting the spool. */
  private void put(Path staged, String finalName) {
    Path target = directory.path().resolve(finalName);
    try {
      directory.files().replace(staged, target);
    } catch (IOException e) {
      throw new AcmeException("cannot publish %s: %s".formatted(target, RunDirectory.why(e)), e);
    }
  }

  /** Returns once nobody writes an array any more. */
  private void seal() {
    values.seal();
    Permit.revoke(permit);
  }

  @Override
  public void close() {
    EveryStep.of(this::seal, values::close, spool::close);
    if (!spool.isCopied()) {
      directory.keep(directory.path().resolve(RunDirectory.SPOOL));
    }
  }
}
