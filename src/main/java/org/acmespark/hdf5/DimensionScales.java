package org.acmespark.hdf5;

import com.sun.jna.Function;
import com.sun.jna.Memory;
import hdf.hdf5lib.H5;
import hdf.hdf5lib.HDF5Constants;
import hdf.hdf5lib.exceptions.HDF5Exception;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Names the dimensions of datasets as the HDF5 Dimension Scale Specification and netCDF-4 do: a
 * scale is a dataset with certain attributes, and a dataset refers to a scale for each dimension.
 * Needs the lock. The library's own functions for it are in its high-level part, which is not in
 * the jar.
 */
public final class DimensionScales {
  private static final int REFERENCE_BYTES = 8;
  private static final int LENGTH_AND_POINTER = 16;

  private DimensionScales() {}

  /**
   * Adds names of dimensions to a file that is complete, and brings them to the disk.
   *
   * @param scales datasets of one dimension that become scales, with their names
   * @param dimensions for each of the other datasets one scale per dimension
   * @throws Hdf5Exception if that fails
   */
  public static void add(
      Path path, Map<String, String> scales, Map<String, List<String>> dimensions) {
    NativeLibrary.load();
    synchronized (H5.class) {
      try {
        long file =
            H5.H5Fopen(
                NativeLibrary.fileName(path), HDF5Constants.H5F_ACC_RDWR, PropertyLists.DEFAULT);
        try {
          scales.forEach((dataset, name) -> make(file, dataset, name));
          attach(file, dimensions);
        } finally {
          H5.H5Fclose(file);
        }
      } catch (HDF5Exception e) {
        throw new Hdf5Exception(
            path.toString(), "cannot name dimensions", NativeLibrary.errorText(e), e);
      }
    }
    try (FileChannel file = FileChannel.open(path, StandardOpenOption.WRITE)) {
      file.force(true);
    } catch (IOException e) {
      throw new Hdf5Exception(path.toString(), "cannot be synced", e.toString(), e);
    }
  }

  /** Makes a dataset a scale. */
  private static void make(long file, String dataset, String name) {
    text(file, dataset, "CLASS", "DIMENSION_SCALE");
    text(file, dataset, "NAME", name);
  }

  /** A string that ends with a zero, as the specification asks for. */
  private static void text(long file, String object, String name, String text) {
    byte[] bytes = (text + "\0").getBytes(StandardCharsets.UTF_8);
    long type = H5.H5Tcopy(HDF5Constants.H5T_C_S1);
    try {
      H5.H5Tset_size(type, bytes.length);
      H5.H5Tset_strpad(type, HDF5Constants.H5T_STR_NULLTERM);
      Attribute.write(file, object, name, type, new long[0], bytes);
    } finally {
      H5.H5Tclose(type);
    }
  }

  /** Attaches scales to datasets, and notes at each scale what it is attached to. */
  private static void attach(long file, Map<String, List<String>> dimensions) {
    Map<String, List<User>> users = new TreeMap<>();
    dimensions.forEach(
        (dataset, scales) -> {
          attach(file, dataset, scales);
          for (int axis = 0; axis < scales.size(); axis++) {
            users
                .computeIfAbsent(scales.get(axis), scale -> new ArrayList<>())
                .add(new User(dataset, axis));
          }
        });
    users.forEach((scale, those) -> note(file, scale, those));
  }

  /** Lets a dataset refer to one scale for each of its dimensions. */
  private static void attach(long file, String dataset, List<String> scales) {
    List<byte[]> references = new ArrayList<>();
    for (String scale : scales) {
      references.add(reference(file, scale));
    }
    long type = H5.H5Tvlen_create(HDF5Constants.H5T_STD_REF_OBJ);
    try {
      long attribute =
          Attribute.create(file, dataset, "DIMENSION_LIST", type, new long[] {scales.size()});
      try (var memory = new Memory((long) scales.size() * LENGTH_AND_POINTER);
          var targets = new Memory((long) scales.size() * REFERENCE_BYTES)) {
        for (int k = 0; k < scales.size(); k++) {
          targets.write((long) k * REFERENCE_BYTES, references.get(k), 0, REFERENCE_BYTES);
          memory.setLong((long) k * LENGTH_AND_POINTER, 1);
          memory.setPointer(
              (long) k * LENGTH_AND_POINTER + REFERENCE_BYTES,
              targets.share((long) k * REFERENCE_BYTES));
        }
        Function write =
            com.sun.jna.NativeLibrary.getInstance(NativeLibrary.file()).getFunction("H5Awrite");
        if (write.invokeInt(new Object[] {attribute, type, memory}) < 0) {
          throw new HDF5Exception(NativeLibrary.errorText());
        }
      } finally {
        H5.H5Aclose(attribute);
      }
    } finally {
      H5.H5Tclose(type);
    }
  }

  /**
   * A dimension of a dataset.
   *
   * @param axis from 0
   */
  private record User(String dataset, int axis) {}

  /** Notes at a scale which dimensions refer to it. */
  private static void note(long file, String scale, List<User> users) {
    var bytes = new ByteArrayOutputStream();
    for (User user : users) {
      bytes.writeBytes(reference(file, user.dataset()));
      bytes.writeBytes(
          ByteBuffer.allocate(Integer.BYTES)
              .order(ByteOrder.nativeOrder())
              .putInt(user.axis())
              .array());
    }
    long type = H5.H5Tcreate(HDF5Constants.H5T_COMPOUND, (long) REFERENCE_BYTES + Integer.BYTES);
    try {
      H5.H5Tinsert(type, "dataset", 0, HDF5Constants.H5T_STD_REF_OBJ);
      H5.H5Tinsert(type, "dimension", REFERENCE_BYTES, HDF5Constants.H5T_NATIVE_INT);
      Attribute.write(
          file, scale, "REFERENCE_LIST", type, new long[] {users.size()}, bytes.toByteArray());
    } finally {
      H5.H5Tclose(type);
    }
  }

  private static byte[] reference(long file, String object) {
    return H5.H5Rcreate(file, object, HDF5Constants.H5R_OBJECT, -1);
  }
}
