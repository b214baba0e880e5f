package org.acmespark.hdf5.input;

import java.io.IOException;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.acmespark.hdf5.Hdf5Exception;
import org.acmespark.model.AcmeException;

/** The ways of reading one file, opened when they are needed, and the choice between them. */
final class Sources implements AutoCloseable {
  private static final int MOST_NAMES = 20;

  private final String file;
  private final FileFormat format;
  private final Set<String> natively = new HashSet<>();
  private Optional<NetcdfSlices> netcdf = Optional.empty();
  private Optional<NativeSlices> library = Optional.empty();
  private Optional<NumpySlices> numpy = Optional.empty();
  private boolean netcdfFailed;

  /** A dataset and the way to read it. */
  record Found(SliceReader.Way way, SliceSource source, SliceSource.Description description) {
    SliceSource.Form form() {
      return description.form();
    }
  }

  Sources(String file, FileFormat format) {
    this.file = file;
    this.format = format;
  }

  boolean isHdf5() {
    return format == FileFormat.HDF5 || format == FileFormat.HDF5_NEW;
  }

  /** Reads datasets of HDF5 through the native library alone. */
  void useLibraryAlone() {
    netcdfFailed = isHdf5();
  }

  /** Reads a dataset through the native library from now on. */
  void readNatively(String path) {
    natively.add(path);
  }

  /**
   * Finds a dataset.
   *
   * @throws IllegalArgumentException if there is none; the message names the datasets
   */
  Found locate(String path) {
    try {
      if (format == FileFormat.NUMPY) {
        numpy = Optional.of(new NumpySlices(file));
        return new Found(
            SliceReader.Way.NUMPY, numpy.get(), numpy.get().describe(path).orElseThrow());
      }
      if (format != FileFormat.HDF5_NEW && !natively.contains(path) && !hasChecksums(path)) {
        Optional<NetcdfSlices> java = netcdf();
        Optional<SliceSource.Description> description =
            java.flatMap(source -> source.describe(path));
        if (description.isPresent()) {
          return new Found(SliceReader.Way.NETCDF_JAVA, java.get(), description.get());
        }
      }
      if (format != FileFormat.NETCDF_CLASSIC) {
        NativeSlices source = library();
        Optional<SliceSource.Description> description = source.describe(path);
        if (description.isPresent()) {
          return new Found(SliceReader.Way.NATIVE, source, description.get());
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

  /** Checksums of chunks are compared by the library alone. */
  private boolean hasChecksums(String path) throws IOException {
    return format == FileFormat.HDF5 && !netcdfFailed && library().hasChecksums(path);
  }

  /**
   * netCDF-Java's reader. The library also opens an HDF5 file: it locks the file against writers,
   * and detects groups that contain themselves, which would make netCDF-Java run forever.
   */
  Optional<NetcdfSlices> netcdf() throws IOException {
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

  NativeSlices library() {
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

  AcmeException unreadable(String path, Exception e) {
    if (e instanceof AcmeException known) {
      return known;
    }
    String detail = e.getMessage() == null ? e.toString() : e.getMessage();
    return new Hdf5Exception(file, "cannot read dataset " + path, detail, e);
  }

  @Override
  public void close() {
    netcdf.ifPresent(SliceSource::close);
    library.ifPresent(SliceSource::close);
    numpy.ifPresent(SliceSource::close);
    netcdf = Optional.empty();
    library = Optional.empty();
    numpy = Optional.empty();
  }
}
