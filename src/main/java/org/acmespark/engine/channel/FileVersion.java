package org.acmespark.engine.channel;

import java.io.IOException;
import java.io.Serializable;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.acmespark.model.AcmeException;
import org.acmespark.model.Arg;

/**
 * The version of an input file. A host that sees another version than the driver would compute
 * wrong results: it has an old copy, or its file system shows it an old state of a shared one.
 *
 * @param bytes size of the file
 * @param changed time of its last change, in whole milliseconds
 */
public record FileVersion(long bytes, Instant changed) implements Serializable {
  private static FileVersion of(String file) throws IOException {
    Path path = Path.of(file);
    Instant changed = Files.getLastModifiedTime(path).toInstant();
    return new FileVersion(Files.size(path), changed.truncatedTo(ChronoUnit.MILLIS));
  }

  /**
   * Returns the present versions of the files of which the computations get slices, by name. Files
   * that the driver cannot see are left out. Runs on the driver.
   */
  public static Map<String, FileVersion> ofSlices(List<Arg<?>> args) {
    Map<String, FileVersion> versions = new HashMap<>();
    for (Arg<?> arg : args) {
      if (arg instanceof Arg.Slices<?> slices) {
        try {
          versions.put(slices.file(), of(slices.file()));
        } catch (IOException e) {
          // An executor will say why it cannot be read.
        }
      }
    }
    return versions;
  }

  /**
   * Checks that this machine sees this version of a file. The file was opened before, because NFS
   * asks its server for the present state when a file is opened. Runs on executors.
   *
   * @throws AcmeException if it is another version
   */
  public void requireOf(String file) {
    FileVersion here;
    try {
      here = of(file);
    } catch (IOException e) {
      throw new AcmeException("cannot read the input file %s: %s".formatted(file, e), e);
    }
    if (!here.equals(this)) {
      throw new AcmeException(
          ("the input file %s is another version here, of %s, than on the driver, of %s. It was changed during the"
                  + " run, or this machine has a copy that is old or has lost its time (cp -p keeps it)")
              .formatted(file, here, this));
    }
  }

  /** Size and time, for messages. */
  @Override
  public String toString() {
    return "%s bytes and %s".formatted(bytes, changed);
  }
}
