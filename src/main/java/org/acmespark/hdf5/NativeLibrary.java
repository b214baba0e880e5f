package org.acmespark.hdf5;

import hdf.hdf5lib.H5;
import hdf.hdf5lib.HDF5Constants;
import hdf.hdf5lib.callbacks.H5E_walk_t;
import hdf.hdf5lib.exceptions.HDF5Exception;
import java.io.File;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.acmespark.model.AcmeException;
import org.bytedeco.hdf5.global.hdf5;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.Loader;

/**
 * The native HDF5 library: loads it, and reads its error stack. Every method, as every native call,
 * needs the lock {@code synchronized (H5.class)}.
 */
final class NativeLibrary {
  private static final Optional<Throwable> FAILURE = tryLoad();

  private NativeLibrary() {}

  /**
   * Makes the library ready; to be called before {@code H5} or {@code HDF5Constants} are used.
   *
   * @throws AcmeException if there is none for this machine
   */
  static void load() {
    if (FAILURE.isPresent()) {
      throw new AcmeException(
          "the native HDF5 library cannot be loaded on %s %s: %s"
              .formatted(
                  System.getProperty("os.name"), System.getProperty("os.arch"), FAILURE.get()),
          FAILURE.get());
    }
  }

  private static Optional<Throwable> tryLoad() {
    synchronized (H5.class) {
      try {
        // hdf5lib looks for its library on java.library.path unless it is told where it is.
        String besides = Loader.load(org.bytedeco.hdf5.hdf5_java.class);
        System.setProperty(
            H5.H5PATH_PROPERTY_KEY,
            new File(new File(besides).getParentFile(), System.mapLibraryName("hdf5_java"))
                .getPath());
        Loader.load(hdf5.class);
        H5.H5error_off();
        H5.H5open();
        return Optional.empty();
      } catch (RuntimeException | LinkageError e) {
        return Optional.of(e);
      }
    }
  }

  /** A path or name as the library wants it; hdf5lib's own strings are not UTF-8 throughout. */
  static BytePointer utf8(String text) {
    return new BytePointer(text, StandardCharsets.UTF_8);
  }

  /** Opens a file for reading; its ids do not keep it open. */
  static long openForReading(String file) {
    try (BytePointer utf8 = utf8(file)) {
      long id = hdf5.H5Fopen(utf8, HDF5Constants.H5F_ACC_RDONLY, PropertyLists.FILE_ON_DISK);
      if (id < 0) {
        throw new HDF5Exception("H5Fopen failed");
      }
      return id;
    }
  }

  /** What the library says about its last error, outermost call first, and forgets it. */
  static String errorText() {
    List<String> texts = new ArrayList<>();
    try {
      long stack = H5.H5Eget_current_stack();
      try {
        H5.H5Ewalk2(
            stack,
            HDF5Constants.H5E_WALK_DOWNWARD,
            (n, error, data) -> {
              texts.add(error.desc);
              return 0;
            },
            new Texts());
      } finally {
        H5.H5Eclose_stack(stack);
      }
    } catch (RuntimeException unreadable) {
      return "no detail";
    }
    return String.join("; ", texts);
  }

  /** hdf5lib wants an object to hand to the callback. */
  private static final class Texts implements H5E_walk_t {}
}
