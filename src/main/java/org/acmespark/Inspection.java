package org.acmespark;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.acmespark.display.ClassicTree;
import org.acmespark.display.InspectionDetail;
import org.acmespark.display.InspectionTree;
import org.acmespark.hdf5.Hdf5Reader;
import org.acmespark.hdf5.input.NetcdfClassic;
import org.acmespark.hdf5.input.OtherFormats;
import org.acmespark.model.HomeDirectory;
import org.acmespark.reading.LocalCopies;
import org.acmespark.store.directory.RemoteDirectory;

/**
 * Describes what an HDF5 or netCDF file holds, as text for people.
 *
 * <pre>{@code
 * Inspection.of(Path.of("ACME_20261122-100302-976973")).withValues().tree();
 *
 * f.h5
 * ├─ comp_0 -> f_payload/f_0.h5:/
 * │  └─ result_0  float64 ()  8 B  = 18.0
 * ├─ comp_1 -> f_payload/f_1.h5:/
 * }</pre>
 */
public final class Inspection {
  private static final int MEMBERS_SHOWN = 20;

  private final String place;
  private final InspectionDetail detail;

  private Inspection(String place, InspectionDetail detail) {
    this.place = place;
    this.detail = detail;
  }

  private static Inspection of(String place) {
    return new Inspection(place, new InspectionDetail(false, false, MEMBERS_SHOWN));
  }

  /**
   * Inspects a file, or the results container in a run directory. The tree shows no values, and
   * only the first 20 members of each group.
   *
   * @throws IllegalArgumentException if the file does not exist, or the directory does not have
   *     exactly one container
   */
  public static Inspection of(Path fileOrRunDirectory) {
    Path file =
        Files.isDirectory(fileOrRunDirectory)
            ? containerIn(fileOrRunDirectory)
            : fileOrRunDirectory;
    if (!Files.exists(file)) {
      throw new IllegalArgumentException(
          "%s: there is no such file (seen from %s)".formatted(file, Path.of("").toAbsolutePath()));
    }
    return of(file.toString());
  }

  /**
   * Inspects a file or run directory as {@link #of(Path)} does, also on a file system that Hadoop
   * knows. Linked files that are shown are copied to this machine meanwhile.
   *
   * @param place a path, or an address such as {@code hdfs://namenode:8020/results/run}
   */
  public static Inspection at(String place) {
    return RemoteDirectory.isAddress(place) ? of(place) : of(Path.of(HomeDirectory.expand(place)));
  }

  /** Returns an inspection that shows the values of small datasets, too. */
  public Inspection withValues() {
    return new Inspection(place, new InspectionDetail(true, detail.ranges(), detail.members()));
  }

  /**
   * Returns an inspection that shows smallest and largest value, mean and number of NaN of datasets
   * of numbers. All values are read, in blocks of some MB.
   */
  public Inspection withStats() {
    return new Inspection(place, new InspectionDetail(detail.values(), true, detail.members()));
  }

  /** Returns an inspection that shows all members of groups. */
  public Inspection withAllMembers() {
    return new Inspection(
        place, new InspectionDetail(detail.values(), detail.ranges(), Integer.MAX_VALUE));
  }

  /**
   * Returns the tree of groups and datasets and follows links; each line ends with a line feed.
   *
   * @throws IllegalArgumentException if an address has no such file, the directory does not have
   *     exactly one container, or the file is neither HDF5 nor netCDF
   * @throws org.acmespark.model.AcmeException if the file cannot be read
   */
  public String tree() {
    try (LocalCopies copies = LocalCopies.holding(place)) {
      Path file = copies.file();
      copies.fetch(file);
      if (NetcdfClassic.is(file)) {
        return ClassicTree.text(file, detail);
      }
      if (OtherFormats.isNumpy(file)) {
        return ClassicTree.array(file, detail);
      }
      OtherFormats.refuse(file);
      try (Hdf5Reader reader = Hdf5Reader.open(file)) {
        return new InspectionTree(reader, file, copies, detail).text();
      }
    }
  }

  private static Path containerIn(Path directory) {
    List<Path> files;
    try (Stream<Path> entries = Files.list(directory)) {
      files = entries.filter(entry -> entry.toString().endsWith(".h5")).sorted().toList();
    } catch (IOException e) {
      throw new UncheckedIOException(directory + " cannot be listed", e);
    }
    if (files.isEmpty()) {
      throw new IllegalArgumentException(
          "%s holds no .h5 file; use verify for pickles and serialized objects, and resume a run that has not ended"
              .formatted(directory));
    }
    if (files.size() > 1) {
      throw new IllegalArgumentException(
          "%s holds several .h5 files %s; name the one to inspect".formatted(directory, files));
    }
    return files.get(0);
  }
}
