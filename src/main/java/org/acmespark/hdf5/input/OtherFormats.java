package org.acmespark.hdf5.input;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import org.acmespark.hdf5.Hdf5Exception;

/** Tells users how to convert files of other formats to HDF5. */
public final class OtherFormats {
  private static final int HEAD_BYTES = 16;

  private OtherFormats() {}

  /** Whether a file has NumPy's format; false if it cannot be read. */
  public static boolean isNumpy(Path file) {
    try {
      return FileFormat.of(file) == FileFormat.NUMPY;
    } catch (IOException unreadable) {
      return false;
    }
  }

  /**
   * Refuses an input file of another format.
   *
   * @throws IllegalArgumentException that tells how to convert it, if its kind is known
   */
  public static void refuse(Path file) {
    boolean other;
    try {
      other = FileFormat.of(file) == FileFormat.OTHER;
    } catch (IOException e) {
      throw new Hdf5Exception(file.toString(), "cannot be read", e.toString(), e);
    }
    if (other) {
      throw new IllegalArgumentException(
          "%s is neither an HDF5, a netCDF nor an .npy file%s".formatted(file, advice(file)));
    }
  }

  /**
   * Returns the kind of a file and the command that converts it, after a semicolon; empty if the
   * kind is unknown.
   */
  private static String advice(Path file) {
    String name = String.valueOf(file.getFileName());
    String lower = name.toLowerCase(Locale.ROOT);
    String head = head(file);
    if (lower.endsWith(".npz")) {
      return "; it holds numpy arrays: "
          + "python3 -c \"import h5py, numpy; f = h5py.File('%s.h5', 'w'); [f.create_dataset(k, data=v) for k, v in numpy.load('%s').items()]\""
              .formatted(stem(name), name);
    } else if (head.startsWith("MATLAB 5.0") || lower.endsWith(".mat")) {
      return "; it is an old MATLAB file, save it again in MATLAB: load('%s'); save('%s', '-v7.3')"
          .formatted(name, name);
    } else if (lower.endsWith(".csv") || lower.endsWith(".tsv")) {
      return "; it is a table in text, whose columns are inputs: @%s:COLUMN".formatted(name);
    } else if (lower.endsWith(".parquet")) {
      return "; it is a table in Parquet, whose columns are inputs: @%s:COLUMN".formatted(name);
    } else if (lower.endsWith(".txt")) {
      return "; it is a table in text: " + convert(name, "numpy.loadtxt('%s', delimiter=',')");
    } else if (head.startsWith("\u000e\u0003\u0013\u0001")) {
      return "; it is an HDF4 file: h4toh5 %s %s.h5".formatted(name, stem(name));
    }
    return "";
  }

  private static String convert(String name, String load) {
    return "python3 -c \"import h5py, numpy; h5py.File('%s.h5', 'w')['data'] = %s\", then @%s.h5:/data"
        .formatted(stem(name), load.formatted(name), stem(name));
  }

  private static String stem(String name) {
    int dot = name.lastIndexOf('.');
    return dot > 0 ? name.substring(0, dot) : name;
  }

  private static String head(Path file) {
    try (InputStream in = Files.newInputStream(file)) {
      return new String(in.readNBytes(HEAD_BYTES), StandardCharsets.ISO_8859_1);
    } catch (IOException unreadable) {
      return "";
    }
  }
}
