package org.acmespark.hdf5.input;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.Arrays;

/** The format of a file, from its first bytes. */
enum FileFormat {
  /** Superblock version 0, 1 or 2. */
  HDF5,
  /** Superblock version 3, which netCDF-Java 4.5 does not know. */
  HDF5_NEW,
  /** netCDF's own format before netCDF-4. */
  NETCDF_CLASSIC,
  /** One array as NumPy saves it. */
  NUMPY,
  OTHER;

  private static final byte[] HDF5_SIGNATURE = {(byte) 0x89, 'H', 'D', 'F', '\r', '\n', 0x1A, '\n'};

  private static final byte[] NUMPY_SIGNATURE = {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y'};

  /** HDF5 File Format Specification 3.0, section II.A: at 0, 512 and doublings of it. */
  static FileFormat of(Path file) throws IOException {
    try (FileChannel channel = FileChannel.open(file)) {
      byte[] start = read(channel, 0);
      if (start[0] == 'C' && start[1] == 'D' && start[2] == 'F') {
        return NETCDF_CLASSIC;
      }
      if (Arrays.equals(Arrays.copyOf(start, 6), NUMPY_SIGNATURE)) {
        return NUMPY;
      }
      for (long at = 0; at < channel.size(); at = at == 0 ? 512 : 2 * at) {
        byte[] bytes = read(channel, at);
        if (Arrays.equals(Arrays.copyOf(bytes, 8), HDF5_SIGNATURE)) {
          return bytes[8] <= 2 ? HDF5 : HDF5_NEW;
        }
      }
      return OTHER;
    }
  }

  private static byte[] read(FileChannel channel, long at) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(9);
    int last = 0;
    while (bytes.hasRemaining() && last >= 0) {
      last = channel.read(bytes, at + bytes.position());
    }
    return bytes.array();
  }
}
