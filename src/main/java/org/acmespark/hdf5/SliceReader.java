package org.acmespark.hdf5;

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
 * <p>Datasets are read through netCDF-Java where it reads them rightly, and through the native
 * library otherwise: files of superblock 3, virtual datasets, what lies behind external links,
 * float16, complex numbers and fixed-length strings. May be shared by threads, which then take
 * turns.
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

  private record Found(Way way, SliceSource source, SliceSource.Description description) {}

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
   * Lengths of a dataset's dimensions; empty for a scalar.
   *
   * @throws IllegalArgumentException if there is no such dataset, naming those there are
   */
  public synchronized long[] shape(String dataset) {
    return find(dataset).description().shape().clone();
  }

  /** Type of a dataset's elements; throws as {@link #shape}. */
  public synchronized ElementType type(String dataset) {
    return find(dataset).description().type();
  }

  /**
   * A part of a dataset.
   *
   * @param start index of the first element in each dimension, from 0
   * @param count how many elements in each dimension
   * @throws IllegalArgumentException if there is no such dataset or the part is not inside
   */
  public synchronized Hdf5Value read(String dataset, long[] start, long[] count) {
    String path = Paths.named(dataset);
    Found where = find(dataset);
    Shapes.checkSelection(file + ":/" + path, where.description().shape(), start, count);
    try {
      return where.source().read(path, start, count);
    } catch (IOException | RuntimeException e) {
      if (where.way() == Way.NATIVE || format == FileFormat.NETCDF_CLASSIC) {
        throw unreadable(path, e);
      }
      // A filter that netCDF-Java lacks, for example: the library may have it.
      found.remove(path);
      natively.add(path);
      return read(dataset, start, count);
    }
  }

  /**
   * The part at one index along one axis; the result lacks that dimension.
   *
   * @param axis from 0
   * @param index from 0
   * @throws IllegalArgumentException if there is no such dataset, axis or index
   */
  public synchronized Hdf5Value slice(String dataset, int axis, long index) {
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
    long[] count = shape.clone();
    start[axis] = index;
    count[axis] = 1;
    Hdf5Value part = read(dataset, start, count);
    return Hdf5Value.unchecked(part.type(), Shapes.without(shape, axis), part.elements());
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

  private Optional<NetcdfSlices> netcdf() throws IOException {
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
