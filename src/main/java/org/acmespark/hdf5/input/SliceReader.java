package org.acmespark.hdf5.input;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.acmespark.hdf5.Hdf5Exception;
import org.acmespark.hdf5.value.ElementType;
import org.acmespark.hdf5.value.Hdf5Value;
import org.acmespark.hdf5.value.Paths;
import org.acmespark.hdf5.value.Shapes;
import org.acmespark.model.AcmeException;

/**
 * Reads parts of the datasets of an HDF5 or netCDF file, as each executor does for its own
 * computations.
 *
 * <pre>{@code
 * try (var reader = SliceReader.open("sensors.nc")) {
 *   double[] row = (double[]) reader.slice("data", 0, 17).toJava();
 * }
 * }</pre>
 *
 * <p>Datasets are read through netCDF-Java where it reads them correctly. The native library reads
 * the others: files of superblock 3, virtual datasets, targets of external links, float16, complex
 * numbers and fixed-length strings. Threads may share a reader; they then take turns.
 */
public final class SliceReader implements AutoCloseable {
  private static final int MOST_NAMES = 20;

  private final String file;
  private final FileFormat format;
  private final Map<String, Found> found = new HashMap<>();
  private final Set<String> natively = new HashSet<>();
  private Optional<NetcdfSlices> netcdf = Optional.empty();
  private Optional<NativeSlices> library = Optional.empty();
  private boolean netcdfFailed;
  private boolean open = true;

  /** The way a dataset is read. */
  enum Way {
    NETCDF_JAVA,
    NATIVE
  }

  private record Found(Way way, SliceSource source, SliceSource.Description description) {
    SliceSource.Form form() {
      return description.form();
    }
  }

  private SliceReader(String file, FileFormat format) {
    this.file = file;
    this.format = format;
  }

  /**
   * Opens a file.
   *
   * @throws Hdf5Exception if there is no such file, or it is neither HDF5 nor netCDF
   */
  public static SliceReader open(String file) {
    Path path = Path.of(file);
    if (!Files.isRegularFile(path)) {
      throw new Hdf5Exception(file, Files.exists(path) ? "is not a file" : "no such file");
    }
    try {
      FileFormat format = FileFormat.of(path);
      if (format == FileFormat.OTHER) {
        throw new Hdf5Exception(file, "is neither an HDF5 nor a netCDF file");
      }
      return new SliceReader(file, format);
    } catch (IOException e) {
      throw new Hdf5Exception(file, "cannot be read", e.toString(), e);
    }
  }

  /**
   * Opens a file as {@link #open} does, but reads HDF5 only through the native library, which
   * compares the checksums of HDF5's own structures.
   */
  public static SliceReader openWithLibrary(String file) {
    SliceReader reader = open(file);
    reader.netcdfFailed = reader.format != FileFormat.NETCDF_CLASSIC;
    return reader;
  }

  /** Attributes of the root group of an HDF5 file. */
  public synchronized Map<String, Hdf5Value> rootAttributes() {
    return library().rootAttributes();
  }

  /**
   * Reads the small datasets of a group through the native library.
   *
   * @return empty if they have to be read one by one: see {@link
   *     org.acmespark.hdf5.Hdf5Reader#readNumbered}
   */
  public synchronized Optional<List<Hdf5Value>> readNumbered(
      String group, String prefix, int first) {
    return format == FileFormat.NETCDF_CLASSIC
        ? Optional.empty()
        : library().readNumbered(group, prefix, first);
  }

  /**
   * Lengths of a dataset's dimensions; empty for a scalar.
   *
   * @throws IllegalArgumentException if there is no such dataset; the message names the datasets
   */
  public synchronized long[] shape(String dataset) {
    return find(dataset).description().shape().clone();
  }

  /** Type of a dataset's elements; throws as {@link #shape}. */
  public synchronized ElementType type(String dataset) {
    Found where = find(dataset);
    return where.form() == SliceSource.Form.MATLAB_LOGICAL
        ? ElementType.BOOL
        : where.description().type();
  }

  /**
   * Reads a whole dataset; MATLAB's characters as strings.
   *
   * @throws IllegalArgumentException if there is no such dataset
   */
  public synchronized Hdf5Value readWhole(String dataset) {
    long[] shape = shape(dataset);
    Hdf5Value whole = read(dataset, new long[shape.length], shape);
    return isText(dataset) ? Matlab.text(whole) : whole;
  }

  /**
   * Reads a small part of the first slice: with the same number of dimensions and the same type as
   * {@link #slice} returns, and its first elements.
   *
   * @throws IllegalArgumentException as {@link #slice}
   */
  public synchronized Hdf5Value sampleSlice(String dataset, int axis, long mostElements) {
    long[] count = find(dataset).description().shape().clone();
    long budget = mostElements;
    for (int k = count.length - 1; k >= 0; k--) {
      count[k] = k == axis ? count[k] : Math.min(count[k], Math.max(1, budget));
      budget /= k == axis || count[k] == 0 ? 1 : count[k];
    }
    return slice(dataset, axis, 0, count);
  }

  private boolean isText(String dataset) {
    return find(dataset).form() == SliceSource.Form.MATLAB_TEXT;
  }

  private void requireNoSequences(String path, Found where) {
    if (where.form() == SliceSource.Form.SEQUENCES) {
      throw new IllegalArgumentException(
          "dataset %s of %s holds sequences of different lengths, which are read one at a time: as [*], one per computation"
              .formatted(path, file));
    }
  }

  /**
   * Reads a part of a dataset.
   *
   * @param start index of the first element in each dimension, from 0
   * @param count how many elements in each dimension
   * @throws IllegalArgumentException if there is no such dataset or the part reaches outside
   */
  public synchronized Hdf5Value read(String dataset, long[] start, long[] count) {
    String path = Paths.named(dataset);
    Found where = find(dataset);
    requireNoSequences(path, where);
    Shapes.checkSelection(file + ":/" + path, where.description().shape(), start, count);
    requireMemory(path, where.description().type(), count);
    try {
      return where.form() == SliceSource.Form.MATLAB_LOGICAL
          ? Matlab.logical(where.source().read(path, start, count))
          : where.source().read(path, start, count);
    } catch (IOException | RuntimeException e) {
      if (where.way() == Way.NATIVE || format == FileFormat.NETCDF_CLASSIC) {
        throw unreadable(path, e);
      }
      // For example, netCDF-Java lacks a filter that the library may have.
      found.remove(path);
      natively.add(path);
      return read(dataset, start, count);
    }
  }

  /** A damaged header may state any size. */
  private void requireMemory(String path, ElementType type, long[] count) {
    long bytes = Shapes.count(count) * type.bytes();
    long heap = Runtime.getRuntime().maxMemory();
    if (bytes > heap) {
      throw new Hdf5Exception(
          file,
          "cannot read dataset " + path,
          "%s elements of %s take %s bytes, more than the memory of this process, %s bytes"
              .formatted(Shapes.text(count), type, bytes, heap),
          null);
    }
  }

  /**
   * Reads the part at one index along one axis; the result lacks that dimension. The result is one
   * sequence for variable-length sequences, and a string for MATLAB's characters.
   *
   * @param axis from 0
   * @param index from 0
   * @throws IllegalArgumentException if there is no such dataset, axis or index
   */
  public synchronized Hdf5Value slice(String dataset, int axis, long index) {
    return slice(dataset, axis, index, find(dataset).description().shape().clone());
  }

  private Hdf5Value slice(String dataset, int axis, long index, long[] count) {
    long[] shape = find(dataset).description().shape();
    if (axis < 0 || axis >= shape.length) {
      throw new IllegalArgumentException(
          "axis %s: dataset %s of %s has %s dimensions, counted from 0"
              .formatted(axis, dataset, file, shape.length));
    }
    if (index < 0 || index >= shape[axis]) {
      throw new IllegalArgumentException(
          "index %s: dimension %s of dataset %s of %s has length %s"
              .formatted(index, axis, dataset, file, shape[axis]));
    }
    long[] start = new long[shape.length];
    start[axis] = index;
    count[axis] = 1;
    if (find(dataset).form() == SliceSource.Form.SEQUENCES) {
      return sequence(Paths.named(dataset), start, count);
    }
    Hdf5Value part = read(dataset, start, count);
    Hdf5Value slice =
        Hdf5Value.unchecked(part.type(), Shapes.without(count, axis), part.elements());
    return isText(dataset) ? Matlab.text(slice) : slice;
  }

  private Hdf5Value sequence(String path, long[] start, long[] count) {
    if (Shapes.count(count) != 1) {
      throw new IllegalArgumentException(
          "a slice of dataset %s of %s has %s sequences of different lengths, but must have one"
              .formatted(path, file, Shapes.count(count)));
    }
    try {
      return library().readSequence(path, start, count);
    } catch (IOException | RuntimeException e) {
      throw unreadable(path, e);
    }
  }

  @Override
  public synchronized void close() {
    open = false;
    found.clear();
    netcdf.ifPresent(SliceSource::close);
    library.ifPresent(SliceSource::close);
    netcdf = Optional.empty();
    library = Optional.empty();
  }

  /** The way that a dataset is read, for tests. */
  synchronized Way way(String dataset) {
    return find(dataset).way();
  }

  private Found find(String dataset) {
    if (!open) {
      throw new IllegalStateException("the reader of " + file + " is closed");
    }
    String path = Paths.named(dataset);
    Found known = found.get(path);
    if (known == null) {
      known = locate(path);
      found.put(path, known);
    }
    return known;
  }

  private Found locate(String path) {
    try {
      if (format != FileFormat.HDF5_NEW && !natively.contains(path)) {
        Optional<NetcdfSlices> java = netcdf();
        Optional<SliceSource.Description> description =
            java.flatMap(source -> source.describe(path));
        if (description.isPresent()) {
          return new Found(Way.NETCDF_JAVA, java.get(), description.get());
        }
      }
      if (format != FileFormat.NETCDF_CLASSIC) {
        NativeSlices source = library();
        Optional<SliceSource.Description> description = source.describe(path);
        if (description.isPresent()) {
          return new Found(Way.NATIVE, source, description.get());
        }
      } else if (netcdf().isPresent() && netcdf().get().names().contains(path)) {
        throw new IOException("datasets of its type cannot be read");
      }
    } catch (IOException e) {
      throw unreadable(path, e);
    }
    throw new IllegalArgumentException(
        "%s has no dataset %s; it has: %s".formatted(file, path, String.join(", ", names())));
  }

  /**
   * netCDF-Java's reader. The library also opens an HDF5 file: it locks the file against writers,
   * and detects groups that contain themselves, which would make netCDF-Java run forever.
   */
  private Optional<NetcdfSlices> netcdf() throws IOException {
    if (format == FileFormat.HDF5 && !netcdfFailed && netcdf.isEmpty() && !library().isTree()) {
      netcdfFailed = true;
    }
    if (netcdf.isEmpty() && !netcdfFailed) {
      try {
        netcdf = Optional.of(new NetcdfSlices(file, format));
      } catch (IOException | RuntimeException e) {
        netcdfFailed = true;
        if (format == FileFormat.NETCDF_CLASSIC) {
          throw new IOException(e.toString(), e);
        }
      }
    }
    return netcdf;
  }

  private NativeSlices library() {
    if (library.isEmpty()) {
      library = Optional.of(new NativeSlices(file));
    }
    return library.get();
  }

  private List<String> names() {
    List<String> names =
        format == FileFormat.NETCDF_CLASSIC
            ? netcdf.map(NetcdfSlices::names).orElse(List.of())
            : library().names(MOST_NAMES + 1);
    if (names.isEmpty()) {
      return List.of("no datasets");
    }
    return names.size() <= MOST_NAMES
        ? names
        : Stream.concat(names.stream().limit(MOST_NAMES), Stream.of("...")).toList();
  }

  private AcmeException unreadable(String path, Exception e) {
    if (e instanceof AcmeException known) {
      return known;
    }
    String detail = e.getMessage() == null ? e.toString() : e.getMessage();
    return new Hdf5Exception(file, "cannot read dataset " + path, detail, e);
  }
}
