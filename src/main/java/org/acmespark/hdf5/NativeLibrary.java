package org.acmespark.hdf5;

import hdf.hdf5lib.H5;
import hdf.hdf5lib.HDF5Constants;
import hdf.hdf5lib.callbacks.H5E_walk_t;
import hdf.hdf5lib.exceptions.HDF5Exception;
import java.net.URL;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.acmespark.hdf5.value.ElementType;
import org.acmespark.model.AcmeException;
import org.bytedeco.hdf5.hdf5_java;
import org.bytedeco.javacpp.ClassProperties;
import org.bytedeco.javacpp.Loader;

/**
 * Loads the native HDF5 library and reads its error stack. Every method, like every native call,
 * needs the lock {@code synchronized (H5.class)}. The library is loaded by a method, not by the
 * initializer of this class: a thread that initialized the class and waited for the lock would wait
 * for ever for one that holds the lock and waits for the class.
 */
public final class NativeLibrary {
  /** Name of the library, with the version of its interface, which is part of the file name. */
  private static final String C_LIBRARY = "hdf5@.310";

  private static final String JAVA_LIBRARY = "hdf5_java";

  private static final int FREE_BYTES = 32 << 20;
  private static final int FREE_BYTES_OF_A_KIND = 16 << 20;

  private static final String OTHER =
      "; " + NamedLibrary.VARIABLE + "=FILE names the libhdf5_java of an HDF5 that is installed";

  private static String file = "";

  private static Optional<NamedLibrary> named = Optional.empty();

  private static boolean tried;
  private static Optional<Throwable> failure = Optional.empty();

  private NativeLibrary() {}

  /**
   * Loads the library. Must be called before {@code H5} or {@code HDF5Constants} are used.
   *
   * @throws AcmeException if there is no library for this machine
   */
  static void load() {
    Optional<Throwable> why = failure();
    if (why.isPresent()) {
      throw new AcmeException(
          "%s cannot be loaded on %s %s: %s"
              .formatted(
                  named
                      .map(library -> "the HDF5 library that %s names".formatted(library.named()))
                      .orElse("the native HDF5 library"),
                  System.getProperty("os.name"),
                  System.getProperty("os.arch"),
                  LoadingFailure.text(why.get())),
          why.get());
    }
  }

  /** Loads the library if this has not been tried, and returns what went wrong. */
  private static Optional<Throwable> failure() {
    synchronized (H5.class) {
      if (!tried) {
        failure = tryLoad();
        tried = true;
      }
      return failure;
    }
  }

  /**
   * Loads the library and creates the types and property lists, which takes a few tenths of a
   * second, so that the first file need not wait for it. A failure is reported when the library is
   * used.
   */
  public static void prepare() {
    synchronized (H5.class) {
      if (failure().isEmpty()) {
        NativeTypes.inFile(ElementType.FLOAT64);
        H5.H5Iis_valid(PropertyLists.FILE_ACCESS);
      }
    }
  }

  /**
   * Loads only the C library and hdf5lib from JavaCPP's bundle. Its generated classes ({@code
   * org.bytedeco.hdf5.global}) need the C++ library, which closes all files when the JVM exits and
   * crashes then if the disk was full. hdf5lib tells the C library not to close files.
   */
  private static Optional<Throwable> tryLoad() {
    named = NamedLibrary.find();
    try {
      if (named.isPresent()) {
        named.get().load();
        file = named.get().file().toString(); // finds the functions of the C library, too
      } else {
        loadBundled();
      }
      H5.H5error_off();
      H5.H5open();
      keepFreedMemory();
      return Optional.empty();
    } catch (RuntimeException | LinkageError e) {
      return Optional.of(e);
    }
  }

  /**
   * Lets the C library keep more of the memory that it frees for its next objects of the same kind.
   * By default it returns memory to the system after 64 kB of a kind, so each small dataset costs
   * many calls of malloc.
   */
  private static void keepFreedMemory() {
    H5.H5set_free_list_limits(
        FREE_BYTES, FREE_BYTES_OF_A_KIND,
        FREE_BYTES, FREE_BYTES_OF_A_KIND,
        FREE_BYTES, FREE_BYTES_OF_A_KIND);
  }

  private static void loadBundled() {
    NativeFolder.prepare();
    Optional<String> c = load(C_LIBRARY);
    String java =
        load(JAVA_LIBRARY)
            .orElseThrow(() -> new UnsatisfiedLinkError("no build for this machine" + OTHER));
    file = c.orElse(java);
    System.setProperty(H5.H5PATH_PROPERTY_KEY, java);
  }

  /** The version of the C library, such as 1.14.3. */
  public static String version() {
    synchronized (H5.class) {
      load();
      int[] numbers = new int[3];
      H5.H5get_libversion(numbers);
      return "%s.%s.%s".formatted(numbers[0], numbers[1], numbers[2]);
    }
  }

  /** The version and where it comes from, such as {@code 1.14.3 from the jar}. */
  public static String description() {
    String version = version();
    synchronized (H5.class) {
      return version
          + named
              .map(library -> " from %s (%s)".formatted(library.file(), library.named()))
              .orElse(" from the jar");
    }
  }

  /** The file of the C library. */
  static String file() {
    load();
    return file;
  }

  /**
   * Loads a library, if the bundle has it, and returns its file. On Windows hdf5lib contains
   * everything.
   */
  private static Optional<String> load(String library) {
    Class<?> bundle = hdf5_java.class;
    ClassProperties properties = Loader.loadProperties(bundle, Loader.loadProperties(), true);
    URL[] places = Loader.findLibrary(bundle, properties, library);
    return places.length == 0
        ? Optional.empty()
        : Optional.ofNullable(Loader.loadLibrary(bundle, places, library));
  }

  /** Opens a file for reading; it stays open while any object in it is open. */
  static long openForReading(Path file) {
    return H5.H5Fopen(fileName(file), HDF5Constants.H5F_ACC_RDONLY, PropertyLists.READ_ACCESS);
  }

  /**
   * Returns the name of a file for hdf5lib, which would write characters beyond the basic plane in
   * the modified UTF-8 of the Java native interface, and so use another name.
   */
  static String fileName(Path file) {
    String name = file.toString();
    if (name.chars().anyMatch(c -> Character.isSurrogate((char) c))) {
      throw new HDF5Exception("its name has characters beyond U+FFFF, such as emoji");
    }
    return name;
  }

  /**
   * Returns the library's text for an exception that was just caught, or the exception's own text
   * if there is none.
   */
  public static String errorText(HDF5Exception caught) {
    String text = errorText();
    return text.isEmpty() ? String.valueOf(caught.getMessage()) : text;
  }

  /** Returns the library's text about its last error, and clears it: see {@link ErrorStack}. */
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
    return ErrorStack.telling(texts);
  }

  /** hdf5lib wants an object to hand to the callback. */
  private static final class Texts implements H5E_walk_t {}
}
