package org.acmespark.hdf5;

import hdf.hdf5lib.H5;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Path;
import java.util.List;
import java.util.UUID;
import org.acmespark.checksum.FileSum;
import org.acmespark.hdf5.value.BlockDataset;
import org.acmespark.hdf5.value.BlockLayout;
import org.acmespark.hdf5.value.ElementType;
import org.acmespark.hdf5.value.Hdf5Value;
import org.acmespark.hdf5.value.Paths;
import org.acmespark.hdf5.value.Shapes;
import org.acmespark.hdf5.value.VirtualLayout;
import org.acmespark.model.Compression;

/**
 * Writes one HDF5 file that either becomes complete or disappears.
 *
 * <pre>{@code
 * try (var writer = Hdf5Writer.create(Path.of("f_0.h5"))) {
 *   writer.write("result_0", Hdf5Value.of(18.0));
 *   writer.attribute("/", "function", Hdf5Value.of("f"));
 *   writer.commit();
 * }
 * }</pre>
 *
 * <p>Without {@link #commit()}, or after any failure, {@link #close()} removes the file, because
 * after a failed write the library may close a file that looks complete and is not. Files have the
 * library's default version bounds, so that netCDF-Java and old releases can read them. Groups
 * store the order in which their members were created.
 *
 * <p>A writer is for one thread at a time. Arrays of 1 MB and more are written outside the JVM's
 * HDF5 lock through a {@link FileChannel}, which an interrupt closes: do not write on threads that
 * may be interrupted.
 *
 * <p>Paths have the form {@code comp_3/result_0}, with or without a leading slash. All methods
 * throw {@link Hdf5Exception} if the library or the disk fails, {@link IllegalArgumentException}
 * for malformed paths and {@link IllegalStateException} after {@link #commit()} or {@link
 * #close()}.
 */
public final class Hdf5Writer implements AutoCloseable {
  private static final int AROUND_LOCK_BYTES = 1 << 20;

  /** For smaller arrays, HDF5's metadata of chunks would take more space than compression saves. */
  private static final int COMPRESSED_BYTES = 16 << 10;

  private final NewFile file;
  private final Compression compression;
  private final Groups groups;
  private final DatasetWriter datasets = new DatasetWriter();
  private final BlockDatasets blockDatasets;
  private final CopySource source = new CopySource();
  private long bytes;
  private long missing;

  private Hdf5Writer(NewFile file, Compression compression) {
    this.file = file;
    this.compression = compression;
    this.groups = new Groups(file.id());
    this.blockDatasets = new BlockDatasets(file.id());
    file.beforeClose(this::releaseIds);
  }

  /** Creates a writer of a new file; fails if the file exists or cannot be created. */
  public static Hdf5Writer create(Path file) {
    return create(file, Compression.none());
  }

  /**
   * Creates a writer that compresses arrays of at least 16 kB, and datasets in chunks. Whole chunks
   * are compressed in Java, outside the JVM's HDF5 lock.
   */
  public static Hdf5Writer create(Path file, Compression compression) {
    return create(file, false, compression);
  }

  /**
   * Creates a writer whose file is returned as bytes by {@link #image()}, for small files. Until
   * then the file is in the JVM's temporary folder, because hdf5lib cannot return files in memory.
   */
  public static Hdf5Writer inMemory() {
    String name = "acme-" + UUID.randomUUID() + ".h5";
    return create(Path.of(System.getProperty("java.io.tmpdir"), name), true, Compression.none());
  }

  private static Hdf5Writer create(Path path, boolean temporary, Compression compression) {
    return new Hdf5Writer(NewFile.create(path, temporary), compression);
  }

  /** Makes small writes while holding the JVM's HDF5 lock. */
  public void together(Runnable smallWrites) {
    synchronized (H5.class) {
      smallWrites.run();
    }
  }

  /** Creates a group and its parents; does nothing if it exists. */
  public void group(String path) {
    String group = Paths.normal(path);
    file.guarded("cannot create group " + path, () -> groups.id(group));
  }

  /** Writes a dataset and creates its parent groups. */
  public void write(String path, Hdf5Value value) {
    String dataset = Paths.named(path);
    String last = Paths.name(dataset);
    String what = "cannot write dataset " + path;
    if (compresses(value)) {
      writeCompressed(dataset, value);
      return;
    }
    boolean aroundLock = value.type() != ElementType.STRING && value.bytes() >= AROUND_LOCK_BYTES;
    if (aroundLock) {
      long offset =
          file.guarded(
              what, () -> datasets.allocate(groups.id(Paths.parent(dataset)), last, value));
      file.write(what, offset, value);
    } else {
      file.guarded(
          what,
          () -> {
            datasets.write(groups.id(Paths.parent(dataset)), last, value);
            return true;
          });
    }
    bytes += value.bytes();
  }

  private boolean compresses(Hdf5Value value) {
    return isCompressing()
        && value.type() != ElementType.STRING
        && !value.isScalar()
        && value.bytes() >= COMPRESSED_BYTES;
  }

  private void writeCompressed(String path, Hdf5Value value) {
    long[] shape = value.shape();
    dataset(path, value.type(), shape, shape, chunkFor(value.type(), shape));
    writeBlock(path, new long[shape.length], value);
    file.guarded("cannot complete dataset " + path, () -> blockDatasets.complete(path));
  }

  /** Whether this writer compresses. */
  public boolean isCompressing() {
    return !compression.isNone();
  }

  /**
   * Computes lengths of chunks of at most a megabyte, each of elements that are contiguous in
   * memory.
   *
   * @param shape of the dataset, without a zero
   */
  public static long[] chunkFor(ElementType type, long[] shape) {
    return BlockLayout.chunkFor(type, shape);
  }

  /**
   * Creates a contiguous dataset whose elements are written as bytes, little-endian, from first to
   * last, outside the JVM's HDF5 lock. Other parts of the file may be written at the same time.
   * Bytes that are never written would have undefined values, so a file with an incomplete dataset
   * cannot be committed.
   *
   * @param type not {@link ElementType#STRING}
   * @param shape lengths of the dimensions, at least one dimension
   * @return a stream for exactly the bytes of the dataset; it throws {@link Hdf5Exception} if the
   *     disk fails
   */
  public WritableByteChannel stream(String path, ElementType type, long[] shape) {
    String dataset = Paths.named(path);
    if (type == ElementType.STRING) {
      throw new IllegalArgumentException("strings cannot be streamed into a dataset: " + path);
    }
    long length = Math.multiplyExact(Shapes.count(shape), (long) type.bytes());
    String what = "cannot write dataset " + path;
    long offset =
        file.guarded(
            what,
            () ->
                datasets.reserve(
                    groups.id(Paths.parent(dataset)), Paths.name(dataset), type, shape));
    missing += length;
    return new ElementStream(path, offset, length, (at, part) -> write(what, at, part));
  }

  /** Leaves bytes of a new file to datasets whose elements another file has there. */
  public DataRegion region(long begin, long end) {
    return new DataRegion(file, groups, datasets, begin, end);
  }

  /**
   * Creates a dataset that is written block by block, with the writer's compression if it has
   * chunks; see {@link #dataset(String, ElementType, long[], long[], long[], Compression)}.
   */
  public void dataset(String path, ElementType type, long[] shape, long[] maxShape, long[] chunk) {
    boolean plain = chunk.length == 0 || type == ElementType.STRING;
    dataset(path, type, shape, maxShape, chunk, plain ? Compression.none() : compression);
  }

  /**
   * Creates a dataset that is written block by block, and its parent groups. Elements that no block
   * covers read as NaN, 0, false or an empty string. A contiguous dataset is allocated and filled
   * immediately, which takes as long as writing it.
   *
   * @param shape lengths of the dimensions, at least one dimension
   * @param maxShape maximum lengths, -1 for unlimited
   * @param chunk lengths of its chunks; none for a contiguous dataset, which cannot grow
   * @throws IllegalArgumentException if these do not match
   */
  public void dataset(
      String path, ElementType type, long[] shape, long[] maxShape, long[] chunk, Compression how) {
    String dataset = Paths.named(path);
    BlockLayout layout = new BlockLayout(type, shape, maxShape, chunk, how);
    file.guarded(
        "cannot create dataset " + path,
        () -> {
          blockDatasets.create(groups.id(Paths.parent(dataset)), dataset, layout);
          return layout;
        });
  }

  /**
   * Writes a block of a dataset created by {@code dataset}. The dataset grows to contain the block.
   *
   * @param start index of the block's first element in each dimension, from 0
   * @param block elements with the dataset's number of dimensions and element type
   * @throws IllegalArgumentException if there is no such dataset, or the block does not fit; the
   *     file is unchanged then
   */
  public void writeBlock(String path, long[] start, Hdf5Value block) {
    String dataset = Paths.named(path);
    BlockDataset target = blockDatasets.named(dataset);
    target.check(path, start, block);
    String what = "cannot write a block of dataset " + path;
    long[] count = block.shapeUncopied();
    if (RawChunks.arePossible()
        && ChunkCompressor.isWhole(
            target.layout(), target.lengthsWith(start, count), start, count)) {
      List<RawChunks.Chunk> chunks;
      try (var compressor = new ChunkCompressor(target.layout())) {
        chunks = compressor.chunks(start, block);
      }
      file.guarded(
          what,
          () -> {
            blockDatasets.write(dataset, start, count, chunks);
            return chunks;
          });
      bytes += block.bytes();
      return;
    }
    file.guarded(what, () -> blockDatasets.write(dataset, start, block))
        .ifPresent(offset -> file.write(what, offset, block));
    bytes += block.bytes();
  }

  /**
   * Sets an attribute of an existing group or dataset. HDF5 limits an attribute to 64 kB, except
   * for virtual datasets and datasets that are written block by block.
   */
  public void attribute(String path, String name, Hdf5Value value) {
    String object = Paths.normal(path);
    file.guarded(
        "cannot write attribute " + name + " of " + path,
        () -> {
          long attribute =
              Attribute.create(
                  file.id(),
                  object.isEmpty() ? "." : object,
                  name,
                  NativeTypes.inFile(value.type()),
                  datasets.space(value));
          try {
            NativeData.writeAttribute(attribute, value);
          } finally {
            H5.H5Aclose(attribute);
          }
          return attribute;
        });
    bytes += value.bytes();
  }

  /** Sets an attribute of the root group, a string of fixed length. */
  public void rootText(String name, String text) {
    String what = "cannot write attribute " + name;
    file.guarded(what, () -> FixedText.write(file.id(), "/", name, text));
    bytes += text.length();
  }

  /**
   * Creates an external link.
   *
   * @param file the file linked to, relative to the folder of this one; need not exist
   * @param target path of a group or dataset in that file
   */
  public void link(String path, String file, String target) {
    String link = Paths.named(path);
    this.file.guarded(
        "cannot create link " + path,
        () -> {
          long parent = groups.id(Paths.parent(link));
          H5.H5Lcreate_external(
              file, target, parent, Paths.name(link), PropertyLists.DEFAULT, PropertyLists.DEFAULT);
          return parent;
        });
  }

  /** Creates a virtual dataset; its source files need not exist. */
  public void virtual(String path, VirtualLayout layout) {
    String dataset = Paths.named(path);
    file.guarded(
        "cannot create virtual dataset " + path,
        () ->
            VirtualDatasets.create(groups.id(Paths.parent(dataset)), Paths.name(dataset), layout));
  }

  /**
   * Copies a group with its contents, or a dataset, from another file. External links in it are
   * copied as links. The source file stays open until another one is named.
   */
  public void copy(Path sourceFile, String sourcePath, String path) {
    String target = Paths.named(path);
    file.guarded(
        "cannot copy " + sourcePath + " of " + sourceFile + " to " + path,
        () -> {
          ReadingNote.begin(sourceFile.toString(), "cannot copy " + sourcePath);
          long from = source.open(sourceFile);
          long before = H5.H5Fget_filesize(file.id());
          H5.H5Ocopy(
              from,
              sourcePath,
              groups.id(Paths.parent(target)),
              Paths.name(target),
              PropertyLists.DEFAULT,
              PropertyLists.DEFAULT);
          ReadingNote.end();
          groups.expectOthers();
          bytes += Math.max(0, H5.H5Fget_filesize(file.id()) - before);
          return from;
        });
  }

  /** Approximate number of bytes of values written so far. */
  public long bytes() {
    return bytes;
  }

  /**
   * Returns the whole file as bytes.
   *
   * @throws IllegalStateException if the writer is not in memory
   */
  public byte[] image() {
    return file.image();
  }

  /**
   * Flushes, closes and syncs the file, and returns its sum. Afterwards it is complete on disk. An
   * in-memory file is removed and has no sum. One with a {@link #region} is not synced and has no
   * sum.
   *
   * @throws Hdf5Exception if that fails, or an earlier call failed; the file is removed then
   * @throws IllegalStateException if a stream lacks bytes
   */
  public FileSum commit() {
    if (missing > 0 && file.isSound()) {
      throw new IllegalStateException("%s lacks %s bytes of streams".formatted(file, missing));
    }
    return file.commit();
  }

  /** Removes the file unless it has been committed; never throws. */
  @Override
  public void close() {
    file.close();
  }

  private void write(String what, long offset, ByteBuffer part) {
    int count = part.remaining();
    file.write(what, offset, part);
    missing -= count;
    bytes += count;
  }

  private void releaseIds() {
    blockDatasets.close();
    groups.close();
    datasets.close();
    source.close();
  }
}
