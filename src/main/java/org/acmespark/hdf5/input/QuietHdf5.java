package org.acmespark.hdf5.input;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.lang.reflect.Constructor;
import java.lang.reflect.Field;
import java.nio.charset.StandardCharsets;
import ucar.nc2.NetcdfFile;
import ucar.nc2.iosp.hdf5.H5header;
import ucar.nc2.iosp.hdf5.H5iosp;
import ucar.nc2.util.CancelTask;
import ucar.unidata.io.RandomAccessFile;

/**
 * Opens HDF5 files with netCDF-Java without its messages on standard output, which is reserved for
 * results.
 *
 * <p>It prints a message for every dataset that it skips, to a stream that only its header has; the
 * header is accessible only by reflection. Its additions for HDF-EOS files are not read.
 */
final class QuietHdf5 extends H5iosp {
  private static final PrintStream NOWHERE =
      new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8);

  /** Opens an HDF5 file of superblock 0 to 2. */
  static NetcdfFile open(String path) throws IOException {
    // The constructor closes the file if it fails.
    return new QuietFile(new QuietHdf5(), new RandomAccessFile(path, "r"), path);
  }

  @Override
  public void open(RandomAccessFile file, NetcdfFile target, CancelTask cancel) throws IOException {
    this.raf = file;
    H5header header = header(file, target);
    header.read(NOWHERE);
    target.finish();
  }

  private H5header header(RandomAccessFile file, NetcdfFile target) throws IOException {
    try {
      Constructor<H5header> constructor =
          H5header.class.getDeclaredConstructor(
              RandomAccessFile.class, NetcdfFile.class, H5iosp.class);
      constructor.setAccessible(true);
      H5header header = constructor.newInstance(file, target, this);
      Field field = H5iosp.class.getDeclaredField("headerParser");
      field.setAccessible(true);
      field.set(this, header);
      return header;
    } catch (ReflectiveOperationException e) {
      throw new IOException("another netCDF-Java than the one this was written for", e);
    }
  }

  private static final class QuietFile extends NetcdfFile {
    QuietFile(H5iosp reader, RandomAccessFile file, String path) throws IOException {
      super(reader, file, path, null);
    }
  }
}
