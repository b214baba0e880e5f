package org.acmespark.hdf5;

import hdf.hdf5lib.H5;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The HDF5 that a user has named instead of the one in the jar: the file of the library for Java,
 * {@code libhdf5_java.so} or {@code libhdf5_java.dylib}, which finds the C library itself.
 *
 * @param named how it was named, for messages
 */
record NamedLibrary(String named, Path file) {
  static final String VARIABLE = "ACME_HDF5";

  private static final Pattern C_LIBRARY =
      Pattern.compile("libhdf5(\\.so(\\.\\d+)*|(\\.\\d+)*\\.dylib)");

  /** The first version that has all functions that hdf5lib in the jar calls. */
  private static final int MAJOR = 1;

  private static final int MINOR = 14;

  /**
   * Returns what the system property of hdf5lib or else the environment names; empty if neither is
   * set.
   */
  static Optional<NamedLibrary> find() {
    return given(System.getProperty(H5.H5PATH_PROPERTY_KEY), "-D" + H5.H5PATH_PROPERTY_KEY)
        .or(() -> given(System.getenv(VARIABLE), VARIABLE));
  }

  private static Optional<NamedLibrary> given(String file, String by) {
    return Optional.ofNullable(file)
        .filter(text -> !text.isBlank())
        .map(text -> new NamedLibrary(by + "=" + text, Path.of(text).toAbsolutePath()));
  }

  /**
   * Loads it.
   *
   * @throws UnsatisfiedLinkError if there is no such file, it cannot be loaded, or its version is
   *     too old
   */
  void load() {
    if (!Files.isRegularFile(file) || !Files.isReadable(file)) {
      throw new UnsatisfiedLinkError("there is no such file, or it is not readable");
    }
    try {
      System.load(file.toString()); // hdf5lib would print a trace and go on
    } catch (UnsatisfiedLinkError alone) {
      if (beside().isEmpty()) {
        throw alone;
      }
      beside().forEach(library -> System.load(library.toString()));
      System.load(file.toString());
    }
    System.setProperty(H5.H5PATH_PROPERTY_KEY, file.toString());
    int[] version = new int[3];
    H5.H5get_libversion(version);
    if (version[0] != MAJOR || version[1] < MINOR) {
      throw new UnsatisfiedLinkError(
          "it is HDF5 %s.%s.%s, and %s.%s or newer is needed"
              .formatted(version[0], version[1], version[2], MAJOR, MINOR));
    }
  }

  /** The C library in the same folder, which the linker does not find there by itself. */
  private List<Path> beside() {
    try (Stream<Path> files = Files.list(file.getParent())) {
      return files
          .filter(path -> C_LIBRARY.matcher(path.getFileName().toString()).matches())
          .toList();
    } catch (IOException unreadable) {
      return List.of();
    }
  }
}
