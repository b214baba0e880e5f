package org.acmespark.hdf5;

import hdf.hdf5lib.H5;
import hdf.hdf5lib.HDF5Constants;
import hdf.hdf5lib.exceptions.HDF5Exception;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.function.Supplier;
import org.acmespark.checksum.FileSum;
import org.acmespark.checksum.SumOfParts;
import org.acmespark.checksum.WhileSyncing;
import org.acmespark.hdf5.value.Hdf5Value;

/**
 * A file that is being written. It ends either complete on disk or removed. After a failure nothing
 * more is written to it.
 */
final class NewFile implements AutoCloseable {
  private final Path path;
  private final String name;
  private final boolean temporary;
  private final long id;
  private final DirectWriter blocks;
  private final SumOfParts parts = new SumOfParts();
  private Runnable beforeClose = () -> {};
  private boolean copied;
  private boolean failed;
  private boolean open = true;

  private NewFile(Path path, boolean temporary, long id) {
    this.path = path;
    this.name = path.toString();
    this.temporary = temporary;
    this.id = id;
    this.blocks = new DirectWriter(path, parts);
  }

  /**
   * Creates the file.
   *
   * @param temporary whether its content is only returned as an {@link #image}
   * @throws Hdf5Exception if it exists or cannot be created
   */
  static NewFile create(Path path, boolean temporary) {
    synchronized (H5.class) {
      NativeLibrary.load();
      try {
        long file =
            H5.H5Fcreate(
                NativeLibrary.fileName(path),
                HDF5Constants.H5F_ACC_EXCL,
                PropertyLists.FILE_CREATION,
                PropertyLists.FILE_ACCESS);
        return new NewFile(path, temporary, file);
      } catch (HDF5Exception e) {
        throw new Hdf5Exception(
            path.toString(), "cannot create the file", NativeLibrary.errorText(e), e);
      }
    }
  }

  /** The library's identifier. */
  long id() {
    return id;
  }

  /** Registers {@code release} to run before the file is closed, under the library's lock. */
  void beforeClose(Runnable release) {
    beforeClose = release;
  }

  /**
   * Says that the file will be copied into another one. Then it is neither synced nor read for a
   * sum, since most of it is a hole, and reading that takes as long as reading the results.
   */
  void willBeCopied() {
    copied = true;
  }

  /** Whether no write to it has failed. */
  boolean isSound() {
    return !failed;
  }

  /**
   * Calls the library under its lock.
   *
   * @param what description of the call for the exception
   * @throws Hdf5Exception if the library fails, or an earlier write to the file failed
   * @throws IllegalStateException if the file is closed
   */
  <T> T guarded(String what, Supplier<T> calls) {
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

  /** Writes elements at a byte offset of the file, outside the library and its lock. */
  void write(String what, long offset, Hdf5Value value) {
    failed = true;
    try {
      blocks.write(offset, value);
    } catch (IOException e) {
      throw new Hdf5Exception(name, what, e.toString(), e);
    }
    failed = false;
  }

  /** Writes bytes unchanged, as {@link #write(String, long, Hdf5Value)} writes elements. */
  void write(String what, long offset, ByteBuffer part) {
    if (!open || failed) {
      throw new IllegalStateException(name + " is closed, or an earlier write to it failed");
    }
    failed = true;
    try {
      blocks.write(offset, part);
    } catch (IOException e) {
      throw new Hdf5Exception(name, what, e.toString(), e);
    }
    failed = false;
  }

  /**
   * Returns the whole file as bytes.
   *
   * @throws IllegalStateException if the file is not temporary
   */
  byte[] image() {
    if (!temporary) {
      throw new IllegalStateException(name + " is on disk: only an in-memory file has an image");
    }
    guarded("cannot take the image", () -> H5.H5Fflush(id, HDF5Constants.H5F_SCOPE_LOCAL));
    try {
      return Files.readAllBytes(path);
    } catch (IOException e) {
      throw new Hdf5Exception(name, "cannot take the image", e.toString(), e);
    }
  }

  /**
   * Flushes, closes and syncs the file; a temporary file is removed.
   *
   * @return the sum of what was written; none of a temporary file or one that {@link #willBeCopied}
   * @throws Hdf5Exception if that fails or an earlier call failed; the file is removed then
   * @throws IllegalStateException if the file is closed
   */
  FileSum commit() {
    if (!open) {
      throw new IllegalStateException(name + " is closed");
    }
    try {
      guarded(
          "cannot complete the file",
          () -> {
            H5.H5Fflush(id, HDF5Constants.H5F_SCOPE_LOCAL);
            beforeClose.run();
            int status = H5.H5Fclose(id);
            open = false;
            return status;
          });
      blocks.close();
      return temporary || copied ? FileSum.none() : sync();
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

  private FileSum sync() {
    try (FileChannel channel =
        FileChannel.open(path, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
      return WhileSyncing.sum(parts, channel);
    } catch (IOException e) {
      failed = true;
      throw new Hdf5Exception(name, "cannot sync the file", e.toString(), e);
    }
  }

  /** Empties the file before closing it, because the library needs room on the disk to close. */
  private void discard() {
    synchronized (H5.class) {
      try (FileChannel channel = FileChannel.open(path, StandardOpenOption.WRITE)) {
        channel.truncate(0);
      } catch (IOException unreachable) {
        // The file is closed anyway, and the caller throws the failure that led here.
      }
      if (open) {
        open = false;
        try {
          beforeClose.run();
        } catch (HDF5Exception discarded) {
          NativeLibrary.errorText();
        }
        try {
          H5.H5Fclose(id);
        } catch (HDF5Exception discarded) {
          NativeLibrary.errorText();
        }
      }
    }
    blocks.close();
    try {
      Files.deleteIfExists(path);
    } catch (IOException left) {
      // An empty file remains, which no program reads as HDF5.
    }
  }

  @Override
  public String toString() {
    return name;
  }
}
