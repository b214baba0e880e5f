package org.acmespark.hdf5.input;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.acmespark.hdf5.Hdf5Exception;
import org.acmespark.hdf5.value.ElementType;
import org.acmespark.hdf5.value.Hdf5Value;
import org.acmespark.hdf5.value.Paths;
import org.acmespark.hdf5.value.Shapes;
import org.acmespark.model.Arg;

/**
 * Reads parts of the datasets of an HDF5 or netCDF file, or of the array of an {@code .npy} file,
 * as each executor does for its own computations.
 *
 * <pre>{@code
 * try (var reader = SliceReader.open("sensors.nc")) {
 *   double[] row = (double[]) reader.slice("data", 0, 17).toJava();
 * }
 * }</pre>
 *
 * <p>Datasets are read through netCDF-Java where it reads them correctly. The native library reads
 * the others: files of superblock 3, virtual datasets, targets of external links, float16, complex
 * numbers, fixed-length strings, and chunks with the checksum {@code fletcher32}, which it alone
 * compares. Threads may share a reader; they then take turns.
 */
public final class SliceReader implements AutoCloseable {
  private final String file;
  private final FileFormat format;
  private final Map<String, Sources.Found> found = new HashMap<>();
  private final Sources sources;
  private boolean open = true;

  /** The way a dataset is read. */
  enum Way {
    NETCDF_JAVA,
    NATIVE,
    NUMPY
  }

  private SliceReader(String file, FileFormat format) {
    this.file = file;
    this.format = format;
    this.sources = new Sources(file, format);
  }

  /**
   * Opens a file.
   *
   * @throws Hdf5Exception if there is no such file, or it is none of HDF5, netCDF and .npy
   */
  public static SliceReader open(String file) {
    Path path = Path.of(file);
    if (!Files.isRegularFile(path)) {
      throw new Hdf5Exception(file, Files.exists(path) ? "is not a file" : "no such file");
    }
    try {
      FileFormat format = FileFormat.of(path);
      if (format == FileFormat.OTHER) {
        throw new Hdf5Exception(file, "is neither an HDF5, a netCDF nor an .npy file");
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
    reader.sources.useLibraryAlone();
    return reader;
  }

  /** Path of a dataset; empty for the array of an {@code .npy} file, whose name is {@code /}. */
  private String path(String dataset) {
    if (format != FileFormat.NUMPY) {
      return Paths.named(dataset);
    }
    String path = Paths.normal(dataset);
    if (!path.isEmpty()) {
      throw new IllegalArgumentException(
          "%s is an .npy file, whose one array has no name: leave out :/%s".formatted(file, path));
    }
    return path;
  }

  /** Attributes of the root group of an HDF5 file. */
  public synchronized Map<String, Hdf5Value> rootAttributes() {
    return sources.library().rootAttributes();
  }

  /**
   * Reads the small datasets of a group through the native library.
   *
   * @return empty if they have to be read one by one: see {@link
   *     org.acmespark.hdf5.Hdf5Reader#readNumbered}
   */
  public synchronized Optional<List<Hdf5Value>> readNumbered(
      String group, String prefix, int first) {
    return sources.isHdf5()
        ? sources.library().readNumbered(group, prefix, first)
        : Optional.empty();
  }

  /**
   * Reads a small dataset through the native library.
   *
   * @return empty if it has to be read in another way: see {@link
   *     org.acmespark.hdf5.Hdf5Reader#readSmall}
   */
  public synchronized Optional<Hdf5Value> readSmall(String dataset) {
    return sources.isHdf5() ? sources.library().readSmall(dataset) : Optional.empty();
  }

  /**
   * Reads an attribute of a group or dataset.
   *
   * @param object path of the group or dataset; {@code /} for the root group
   * @throws IllegalArgumentException if there is none; the message names the attributes
   */
  public synchronized Hdf5Value attribute(String object, String name) {
    String path = Paths.normal(object);
    Map<String, Hdf5Value> attributes = Map.of();
    try {
      if (sources.isHdf5()) {
        attributes = sources.library().attributes(path);
      } else if (format == FileFormat.NETCDF_CLASSIC) {
        attributes = sources.netcdf().orElseThrow().attributes(path);
      }
    } catch (IOException e) {
      throw sources.unreadable(path, e);
    }
    if (!attributes.containsKey(name)) {
      throw new IllegalArgumentException(
          "/%s of %s has no attribute %s; it has: %s"
              .formatted(
                  path,
                  file,
                  name,
                  attributes.isEmpty() ? "none" : String.join(", ", attributes.keySet())));
    }
    return attributes.get(name);
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
    Sources.Found where = find(dataset);
    return isLogical(where) ? ElementType.BOOL : where.description().type();
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
   * Reads a part of a dataset; MATLAB's characters as strings.
   *
   * @param spans what is read of each dimension; empty for all
   * @throws IllegalArgumentException if there is no such dataset or the part reaches outside
   */
  public Hdf5Value part(String dataset, List<Arg.Span> spans) {
    return spans.isEmpty() ? readWhole(dataset) : read(dataset, spans, -1, 0, Long.MAX_VALUE);
  }

  /**
   * Reads a small part of the first slice, or of the dataset if {@code axis} is negative: with the
   * same number of dimensions and the same type as {@link #slice} returns, and its first elements.
   *
   * @throws IllegalArgumentException as {@link #slice}
   */
  public Hdf5Value sample(String dataset, List<Arg.Span> spans, int axis, long mostElements) {
    return read(dataset, spans, axis, 0, mostElements);
  }

  private boolean isText(String dataset) {
    return find(dataset).form() == SliceSource.Form.MATLAB_TEXT;
  }

  private void requireNoSequences(String path, Sources.Found where) {
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
    String path = path(dataset);
    Sources.Found where = find(dataset);
    requireNoSequences(path, where);
    Shapes.checkSelection(file + ":/" + path, where.description().shape(), start, count);
    requireMemory(path, where.description().type(), count);
    try {
      return isLogical(where)
          ? Matlab.logical(where.source().read(path, start, count))
          : where.source().read(path, start, count);
    } catch (IOException | RuntimeException e) {
      if (where.way() == Way.NATIVE || !sources.isHdf5()) {
        throw sources.unreadable(path, e);
      }
      // For example, netCDF-Java lacks a filter that the library may have.
      found.remove(path);
      sources.readNatively(path);
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
  public Hdf5Value slice(String dataset, int axis, long index) {
    return slice(dataset, List.of(), axis, index);
  }

  /**
   * Reads a part of such a slice.
   *
   * @param spans what is read of each dimension of the dataset; empty for all
   */
  public Hdf5Value slice(String dataset, List<Arg.Span> spans, int axis, long index) {
    if (axis < 0) {
      throw new IllegalArgumentException(
          "axis %s: dimensions of dataset %s of %s are counted from 0"
              .formatted(axis, dataset, file));
    }
    return read(dataset, spans, axis, index, Long.MAX_VALUE);
  }

  private synchronized Hdf5Value read(
      String dataset, List<Arg.Span> spans, int axis, long index, long most) {
    Sources.Found where = find(dataset);
    String what = "dataset %s of %s".formatted(dataset, file);
    Part part = Part.of(what, where.description().shape(), spans, axis, index).atMost(most);
    if (!spans.isEmpty() && where.form() != SliceSource.Form.PLAIN && !isLogical(where)) {
      throw new IllegalArgumentException(what + " holds texts or sequences, which are read whole");
    }
    if (where.form() == SliceSource.Form.SEQUENCES) {
      return sequence(path(dataset), part.start(), part.box());
    }
    Hdf5Value value = part.of(read(dataset, part.start(), part.box()));
    return isText(dataset) ? Matlab.text(value) : value;
  }

  private static boolean isLogical(Sources.Found where) {
    return where.form() == SliceSource.Form.MATLAB_LOGICAL;
  }

  private Hdf5Value sequence(String path, long[] start, long[] count) {
    if (Shapes.count(count) != 1) {
      throw new IllegalArgumentException(
          "a slice of dataset %s of %s has %s sequences of different lengths, but must have one"
              .formatted(path, file, Shapes.count(count)));
    }
    try {
      return sources.library().readSequence(path, start, count);
    } catch (IOException | RuntimeException e) {
      throw sources.unreadable(path, e);
    }
  }

  @Override
  public synchronized void close() {
    open = false;
    found.clear();
    sources.close();
  }

  /** The way that a dataset is read, for tests. */
  synchronized Way way(String dataset) {
    return find(dataset).way();
  }

  private Sources.Found find(String dataset) {
    if (!open) {
      throw new IllegalStateException("the reader of " + file + " is closed");
    }
    String path = path(dataset);
    Sources.Found known = found.get(path);
    if (known == null) {
      known = sources.locate(path);
      found.put(path, known);
    }
    return known;
  }
}
