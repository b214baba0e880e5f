package org.acmespark.hdf5;

import hdf.hdf5lib.H5;
import hdf.hdf5lib.HDF5Constants;
import hdf.hdf5lib.exceptions.HDF5Exception;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.UUID;
import java.util.function.Supplier;
import org.acmespark.hdf5.value.BlockDataset;
import org.acmespark.hdf5.value.BlockLayout;
import org.acmespark.hdf5.value.ElementStream;
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
 * <p>Without {@link #commit()}, or after any failure, {@link #close()} removes the file: after a
 * failed write the library may close a file that looks whole and is not. Files have the library's
 * default version bounds, so that netCDF-Java and old releases read them; groups remember the order
 * in which their members were made.
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

  /** Below it, what HDF5 keeps of each chunk would outweigh what is saved. */
  private static final int COMPRESSED_BYTES = 16 << 10;

  private final Path path;
  private final String name;
  private final boolean temporary;
  private final Compression compression;
  private final Groups groups;
  private final DatasetWriter datasets = new DatasetWriter();
  private final BlockDatasets blockDatasets;
  private final DirectWriter blocks;
  private final CopySource source = new CopySource();
  private final long file;
  private long bytes;
  private long missing;
  private boolean failed;
  private boolean open = true;

  private Hdf5Writer(Path path, boolean temporary, Compression compression, long file) {
    this.compression = compression;
    this.path = path;
    this.name = path.toString();
    this.temporary = temporary;
    this.file = file;
    this.groups = new Groups(file);
    this.blockDatasets = new BlockDatasets(file);
    this.blocks = new DirectWriter(path);
  }

  /** A writer of a fresh file; fails if the file exists or cannot be made. */
  public static Hdf5Writer create(Path file) {
    return create(file, Compression.none());
  }

  /**
   * As {@link #create(Path)}. Arrays of numbers of 16 kB and more, and datasets in chunks, are
   * compressed, in Java and outside the JVM's HDF5 lock wherever whole chunks are written.
   */
  public static Hdf5Writer create(Path file, Compression compression) {
    return create(file, false, compression);
  }

  /**
   * A writer whose file only comes out as bytes, by {@link #image()}; for small files. It stands in
   * the JVM's temporary folder meanwhile, since hdf5lib hands out no file that is in memory.
   */
  public static Hdf5Writer inMemory() {
    String name = "acme-" + UUID.randomUUID() + ".h5";
    return create(Path.of(System.getProperty("java.io.tmpdir"), name), true, Compression.none());
  }

  private static Hdf5Writer create(Path path, boolean temporary, Compression compression) {
    String name = path.toString();
    synchronized (H5.class) {
      NativeLibrary.load();
      try {
        long file =
            H5.H5Fcreate(
                NativeLibrary.fileName(path),
                HDF5Constants.H5F_ACC_EXCL,
                PropertyLists.FILE_CREATION,
                PropertyLists.FILE_ACCESS);
        return new Hdf5Writer(path, temporary, compression, file);
      } catch (HDF5Exception e) {
        throw new Hdf5Exception(name, "cannot create the file", NativeLibrary.errorText(e), e);
      }
    }
  }

  /** Makes a group and its parents; nothing happens if it is there already. */
  public void group(String path) {
    String group = Paths.normal(path);
    guarded("cannot create group " + path, () -> groups.id(group));
  }

  /** Writes a dataset, making its parent groups. */
  public void write(String path, Hdf5Value value) {
    String dataset = Paths.named(path);
    String parent = Paths.parent(dataset);
    String last = Paths.name(dataset);
    String what = "cannot write dataset " + path;
    if (compresses(value)) {
      writeCompressed(dataset, value);
      return;
    }
    boolean aroundLock = value.type() != ElementType.STRING && value.bytes() >= AROUND_LOCK_BYTES;
    if (aroundLock) {
      long offset = guarded(what, () -> datasets.allocate(groups.id(parent), last, value));
      writeAroundLock(what, offset, value);
    } else {
      guarded(
          what,
          () -> {
            datasets.write(groups.id(parent), last, value);
            return true;
          });
    }
    bytes += value.bytes();
  }

  private boolean compresses(Hdf5Value value) {
    return !compression.isNone()
        && value.type() != ElementType.STRING
        && !value.isScalar()
        && value.bytes() >= COMPRESSED_BYTES;
  }

  private void writeCompressed(String path, Hdf5Value value) {
    long[] shape = value.shape();
    dataset(path, value.type(), shape, shape, chunkFor(value.type(), shape));
    writeBlock(path, new long[shape.length], value);
    guarded(
        "cannot complete dataset " + path,
        () -> {
          blockDatasets.complete(path);
          return path;
        });
  }

  /** Whether this writer compresses. */
  public boolean isCompressing() {
    return !compression.isNone();
  }

  /**
   * Lengths of chunks of at most a megabyte, each of elements that follow each other in memory.
   *
   * @param shape of the dataset, without a zero
   */
  public static long[] chunkFor(ElementType type, long[] shape) {
    return BlockLayout.chunkFor(type, shape);
  }

  /**
   * Makes a contiguous dataset that takes its elements as bytes, little-endian, from the first to
   * the last, outside the JVM's HDF5 lock. Other parts of the file may be written meanwhile. What
   * is never written would read as anything, so that a file with a dataset that lacks bytes cannot
   * be committed.
   *
   * @param type not {@link ElementType#STRING}
   * @param shape lengths of the dimensions, at least one dimension
   * @return takes as many bytes as the dataset has; throws {@link Hdf5Exception} if the disk fails
   */
  public WritableByteChannel stream(String path, ElementType type, long[] shape) {
    String dataset = Paths.named(path);
    if (type == ElementType.STRING) {
      throw new IllegalArgumentException("strings do not lie in a dataset as they are: " + path);
    }
    long length = Math.multiplyExact(Shapes.count(shape), (long) type.bytes());
    String what = "cannot write dataset " + path;
    long offset =
        guarded(
            what,
            () ->
                datasets.reserve(
                    groups.id(Paths.parent(dataset)), Paths.name(dataset), type, shape));
    missing += length;
    return new ElementStream(path, offset, length, (at, part) -> writeAroundLock(what, at, part));
  }

  /**
   * Makes a dataset to be written block by block, compressed as the writer was told if it has
   * chunks; see {@link #dataset(String, ElementType, long[], long[], long[], int)}.
   */
  public void dataset(String path, ElementType type, long[] shape, long[] maxShape, long[] chunk) {
    boolean plain = chunk.length == 0 || type == ElementType.STRING;
    dataset(path, type, shape, maxShape, chunk, plain ? 0 : compression.level());
  }

  /**
   * Makes a dataset to be written block by block, and its parent groups. What no block covers reads
   * as NaN, 0, false or an empty string. A contiguous dataset takes its place in the file at once,
   * and is filled, which takes as long as writing it.
   *
   * @param shape lengths of the dimensions, at least one dimension
   * @param maxShape lengths it may grow to, -1 for unlimited
   * @param chunk lengths of its chunks; none for a contiguous dataset, which cannot grow
   * @param deflate level of compression, 1 to 9, after a shuffle; 0 for none
   * @throws IllegalArgumentException if these do not go together
   */
  public void dataset(
      String path, ElementType type, long[] shape, long[] maxShape, long[] chunk, int deflate) {
    String dataset = Paths.named(path);
    BlockLayout layout = new BlockLayout(type, shape, maxShape, chunk, deflate);
    guarded(
        "cannot create dataset " + path,
        () -> {
          blockDatasets.create(groups.id(Paths.parent(dataset)), dataset, layout);
          return layout;
        });
  }

  /**
   * Writes a block of a dataset made by {@code dataset}, which grows as far as the block reaches.
   *
   * @param start index of the block's first element in each dimension, from 0
   * @param block as many dimensions as the dataset, and its element type
   * @throws IllegalArgumentException if there is no such dataset, or the block does not fit; the
   *     file is as before then
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
      guarded(
          what,
          () -> {
            blockDatasets.write(dataset, start, count, chunks);
            return chunks;
          });
      bytes += block.bytes();
      return;
    }
    guarded(what, () -> blockDatasets.write(dataset, start, block))
        .ifPresent(offset -> writeAroundLock(what, offset, block));
    bytes += block.bytes();
  }

  /**
   * Sets an attribute of a group or dataset that is there already. HDF5 limits an attribute to 64
   * kB, save for those of virtual datasets and of datasets made for blocks.
   */
  public void attribute(String path, String name, Hdf5Value value) {
    String object = Paths.normal(path);
    guarded(
        "cannot write attribute " + name + " of " + path,
        () -> {
          long attribute =
              H5.H5Acreate_by_name(
                  file,
                  object.isEmpty() ? "." : object,
                  name,
                  NativeTypes.inFile(value.type()),
                  datasets.space(value),
                  PropertyLists.DEFAULT,
                  PropertyLists.DEFAULT,
                  PropertyLists.DEFAULT);
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
    guarded(
        "cannot write attribute " + name,
        () -> {
          FixedText.write(file, "/", name, text);
          return true;
        });
    bytes += text.length();
  }

  /**
   * Makes an external link.
   *
   * @param file the file linked to, relative to the folder of this one; need not exist
   * @param target path of a group or dataset in that file
   */
  public void link(String path, String file, String target) {
    String link = Paths.named(path);
    guarded(
        "cannot create link " + path,
        () -> {
          long parent = groups.id(Paths.parent(link));
          H5.H5Lcreate_external(
              file, target, parent, Paths.name(link), PropertyLists.DEFAULT, PropertyLists.DEFAULT);
          return parent;
        });
  }

  /** Makes a virtual dataset; the files it refers to need not exist. */
  public void virtual(String path, VirtualLayout layout) {
    String dataset = Paths.named(path);
    guarded(
        "cannot create virtual dataset " + path,
        () ->
            VirtualDatasets.create(groups.id(Paths.parent(dataset)), Paths.name(dataset), layout));
  }

  /**
   * Copies a group with all it holds, or a dataset, from another file. External links inside are
   * copied as links. The source file stays open until another one is named.
   */
  public void copy(Path sourceFile, String sourcePath, String path) {
    String target = Paths.named(path);
    guarded(
        "cannot copy " + sourcePath + " of " + sourceFile + " to " + path,
        () -> {
          ReadingNote.begin(sourceFile.toString(), "cannot copy " + sourcePath);
          long from = source.open(sourceFile);
          long before = H5.H5Fget_filesize(file);
          H5.H5Ocopy(
              from,
              sourcePath,
              groups.id(Paths.parent(target)),
              Paths.name(target),
              PropertyLists.DEFAULT,
              PropertyLists.DEFAULT);
          ReadingNote.end();
          groups.expectOthers();
          bytes += Math.max(0, H5.H5Fget_filesize(file) - before);
          return from;
        });
  }

  /** About how many bytes have been written so far, values alone. */
  public long bytes() {
    return bytes;
  }

  /**
   * The whole file as bytes.
   *
   * @throws IllegalStateException if the writer is not in memory
   */
  public byte[] image() {
    if (!temporary) {
      throw new IllegalStateException(name + " is on disk: only an in-memory file has an image");
    }
    guarded("cannot take the image", () -> H5.H5Fflush(file, HDF5Constants.H5F_SCOPE_LOCAL));
    try {
      return Files.readAllBytes(path);
    } catch (IOException e) {
      throw new Hdf5Exception(name, "cannot take the image", e.toString(), e);
    }
  }

  /**
   * Flushes, closes and syncs: afterwards the file is complete on disk. An in-memory file is gone
   * afterwards.
   *
   * @throws Hdf5Exception if that fails, or an earlier call failed; the file is removed then
   * @throws IllegalStateException if a stream lacks bytes
   */
  public void commit() {
    if (!open) {
      throw new IllegalStateException(name + " is closed");
    }
    if (missing > 0 && !failed) {
      throw new IllegalStateException("%s lacks %s bytes of streams".formatted(name, missing));
    }
    try {
      guarded(
          "cannot complete the file",
          () -> {
            H5.H5Fflush(file, HDF5Constants.H5F_SCOPE_LOCAL);
            releaseIds();
            int status = H5.H5Fclose(file);
            open = false;
            return status;
          });
      blocks.close();
      if (!temporary) {
        sync();
      }
    } finally {
      if (failed || temporary) {
        discard();
      }
    }
  }

  /** Removes the file unless it has been committed; never throws. */
  @Override
  public void close() {
    if (open) {
      discard();
    }
  }

  private void writeAroundLock(String what, long offset, Hdf5Value value) {
    failed = true;
    try {
      blocks.write(offset, value);
    } catch (IOException e) {
      throw new Hdf5Exception(name, what, e.toString(), e);
    }
    failed = false;
  }

  private void writeAroundLock(String what, long offset, ByteBuffer part) {
    if (!open || failed) {
      throw new IllegalStateException(name + " is closed, or an earlier write to it failed");
    }
    int count = part.remaining();
    failed = true;
    try {
      blocks.write(offset, part);
    } catch (IOException e) {
      throw new Hdf5Exception(name, what, e.toString(), e);
    }
    failed = false;
    missing -= count;
    bytes += count;
  }

  private void sync() {
    try (FileChannel channel = FileChannel.open(path, StandardOpenOption.WRITE)) {
      channel.force(true);
    } catch (IOException e) {
      failed = true;
      throw new Hdf5Exception(name, "cannot sync the file", e.toString(), e);
    }
  }

  /** Empties the file before closing it: on a full disk the library needs room to close. */
  private void discard() {
    synchronized (H5.class) {
      try (FileChannel channel = FileChannel.open(path, StandardOpenOption.WRITE)) {
        channel.truncate(0);
      } catch (IOException unreachable) {
        // Closing comes next all the same, and the caller hears of the failure that led here.
      }
      if (open) {
        open = false;
        try {
          releaseIds();
        } catch (HDF5Exception discarded) {
          NativeLibrary.errorText();
        }
        try {
          H5.H5Fclose(file);
        } catch (HDF5Exception discarded) {
          NativeLibrary.errorText();
        }
      }
    }
    blocks.close();
    try {
      Files.deleteIfExists(path);
    } catch (IOException left) {
      // An empty file stays behind, which nothing takes for HDF5.
    }
  }

  private void releaseIds() {
    blockDatasets.close();
    groups.close();
    datasets.close();
    source.close();
  }

  private <T> T guarded(String what, Supplier<T> calls) {
    synchronized (H5.class) {
      if (!open) {
        throw new IllegalStateException(name + " is closed");
      }
      if (failed) {
        throw new Hdf5Exception(name, what + ": an earlier write to the file failed");
      }
      try {
        return calls.get();
      } catch (HDF5Exception e) {
        failed = true;
        throw new Hdf5Exception(name, what, NativeLibrary.errorText(e), e);
      } catch (RuntimeException | OutOfMemoryError e) {
        failed = true;
        throw e;
      }
    }
  }
}
