package org.acmespark.hdf5.input;

import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.acmespark.hdf5.Hdf5Exception;
import org.acmespark.hdf5.value.Hdf5Value;
import org.acmespark.hdf5.value.Node;

/** Lists the variables of a file in netCDF's own format before netCDF-4, in pure Java. */
public final class NetcdfClassic {
  private NetcdfClassic() {}

  /** Whether a file is of that format; false if it cannot be read. */
  public static boolean is(Path file) {
    try {
      return FileFormat.of(file) == FileFormat.NETCDF_CLASSIC;
    } catch (IOException unreadable) {
      return false;
    }
  }

  /**
   * Returns the attributes of the file.
   *
   * @throws Hdf5Exception if it cannot be read
   */
  public static Map<String, Hdf5Value> attributes(Path file) {
    try (NetcdfSlices slices = open(file)) {
      return slices.attributes("");
    }
  }

  /**
   * Returns the variables by name, in the order of the file.
   *
   * @throws Hdf5Exception if it cannot be read
   */
  public static Map<String, Node> variables(Path file) {
    try (NetcdfSlices slices = open(file)) {
      List<String> names = slices.names();
      List<Node> nodes = slices.nodes();
      Map<String, Node> variables = new LinkedHashMap<>();
      for (int k = 0; k < names.size(); k++) {
        variables.put(names.get(k), nodes.get(k));
      }
      return variables;
    }
  }

  private static NetcdfSlices open(Path file) {
    try {
      return new NetcdfSlices(file.toString(), FileFormat.NETCDF_CLASSIC);
    } catch (IOException | RuntimeException e) {
      throw new Hdf5Exception(
          file.toString(), "cannot be read as a netCDF file", String.valueOf(e.getMessage()), e);
    }
  }
}
