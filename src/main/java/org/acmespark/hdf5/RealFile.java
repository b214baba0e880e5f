package org.acmespark.hdf5;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The file behind a symbolic link: HDF5 looks for what a file leads to beside that one. */
public final class RealFile {
  private RealFile() {}

  /** The file itself if it is no symbolic link, or leads nowhere. */
  public static Path of(Path file) {
    try {
      return Files.isSymbolicLink(file) ? file.toRealPath() : file;
    } catch (IOException leadsNowhere) {
      return file;
    }
  }
}
