package org.acmespark.hdf5;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Resolves symbolic links to a file, because HDF5 looks for link targets beside the real file. */
public final class RealFile {
  private RealFile() {}

  /** Returns the file itself if it is not a symbolic link, or a broken one. */
  public static Path of(Path file) {
    try {
      return Files.isSymbolicLink(file) ? file.toRealPath() : file;
    } catch (IOException leadsNowhere) {
      return file;
    }
  }
}
