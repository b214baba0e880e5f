package org.acmespark.export;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.UUID;
import java.util.function.LongConsumer;
import org.acmespark.model.AcmeException;
import org.acmespark.reading.Publication;
import org.acmespark.reading.StoredRun;

/**
 * Writes the results of a run into one file, whose name says the format. The file gets its name
 * when it is complete and on the disk.
 *
 * <pre>{@code
 * new Export(run, Path.of("results.csv"), Export.Existing.REFUSE, Labels.NONE).write(done -> {});
 * }</pre>
 */
public final class Export {
  /** What happens to a file that has the name already. */
  public enum Existing {
    REFUSE,
    REPLACE
  }

  /** The formats, by the end of the file's name. */
  private enum Format {
    CSV,
    NPY,
    NC,
    PARQUET
  }

  private final StoredRun run;
  private final Path target;
  private final Format format;
  private final Existing existing;
  private final Labels labels;

  /**
   * Chooses what to write.
   *
   * @param out path of the new file, which ends with {@code .csv}, {@code .parquet}, {@code .npy}
   *     or {@code .nc}
   * @param labels names in a netCDF file
   * @throws IllegalArgumentException if the name has another end, the file exists and must not be
   *     replaced, its folder cannot be written, or there are labels and another format
   */
  public Export(StoredRun run, Path out, Existing existing, Labels labels) {
    this.run = run;
    this.target = out.toAbsolutePath().normalize();
    this.format = format(out);
    this.existing = existing;
    this.labels = labels;
    if (format != Format.NC && !labels.isEmpty()) {
      throw new IllegalArgumentException(
          "%s: only netCDF files have names of dimensions and variables, units and coordinates: let the name of the file end with .nc"
              .formatted(out));
    }
    if (Files.isDirectory(target)) {
      throw new IllegalArgumentException(out + " is a directory: name a file");
    }
    if (existing == Existing.REFUSE && Files.exists(target)) {
      throw new IllegalArgumentException(out + " exists; --overwrite replaces it");
    }
    Path folder = target.getParent();
    if (folder == null || !Files.isDirectory(folder) || !Files.isWritable(folder)) {
      throw new IllegalArgumentException(
          "%s cannot be created: %s is not a writable directory".formatted(out, folder));
    }
  }

  private static Format format(Path out) {
    String name = out.toString().toLowerCase(Locale.ROOT);
    return Arrays.stream(Format.values())
        .filter(format -> name.endsWith("." + format.name().toLowerCase(Locale.ROOT)))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "%s: the name of the file must end with .csv, .parquet, .npy or .nc; consolidate writes one HDF5 file"
                        .formatted(out)));
  }

  /**
   * Writes the file.
   *
   * @param progress receives the number of computations written
   * @throws IllegalArgumentException if the format cannot hold the results; the message names the
   *     return value and a format that can
   * @throws AcmeException if something cannot be read or written; nothing is left of the file
   */
  public Exported write(LongConsumer progress) {
    Outcomes outcomes = Outcomes.of(run);
    Path temporary = target.resolveSibling("." + target.getFileName() + "-" + UUID.randomUUID());
    try {
      switch (format) {
        case CSV -> new CsvFile(run, outcomes).write(temporary, progress);
        case NPY -> new ArrayFile(run, outcomes).write(temporary, progress);
        case NC -> new NetcdfOutput(run, outcomes, labels).write(temporary, progress);
        case PARQUET -> new ParquetExport(run, outcomes).write(temporary, progress);
      }
      if (existing == Existing.REPLACE) {
        Publication.replace(temporary, target);
      } else {
        Publication.publish(temporary, target);
      }
    } catch (IOException e) {
      throw new AcmeException("%s cannot be written: %s".formatted(target, e), e);
    } finally {
      Publication.delete(temporary);
    }
    return new Exported(
        target,
        run.nInputs(),
        outcomes.count(Outcomes.Status.FAILED),
        outcomes.count(Outcomes.Status.MISSING));
  }
}
