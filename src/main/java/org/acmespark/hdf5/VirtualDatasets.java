package org.acmespark.hdf5;

import hdf.hdf5lib.H5;
import hdf.hdf5lib.HDF5Constants;
import hdf.hdf5lib.exceptions.HDF5Exception;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.acmespark.hdf5.value.BlockLayout;
import org.acmespark.hdf5.value.Shapes;
import org.acmespark.hdf5.value.VirtualLayout;

/** Creates virtual datasets. Needs the lock. */
final class VirtualDatasets {
  private VirtualDatasets() {}

  static int create(long parent, String name, VirtualLayout layout) {
    long creation = PropertyLists.filledWith(layout.type());
    long space =
        H5.H5Screate_simple(layout.shape().length, layout.shape(), nativeMax(layout.maxShape()));
    try {
      H5.H5Pset_layout(creation, HDF5Constants.H5D_VIRTUAL);
      for (VirtualLayout.Mapping mapping : layout.mappings()) {
        // The library refuses selections without elements.
        if (Shapes.count(mapping.count()) > 0) {
          map(creation, space, mapping);
        }
      }
      H5.H5Sselect_all(space);
      long dataset =
          H5.H5Dcreate(
              parent,
              name,
              NativeTypes.inFile(layout.type()),
              space,
              PropertyLists.DEFAULT,
              creation,
              PropertyLists.DEFAULT);
      return H5.H5Dclose(dataset);
    } catch (HDF5Exception e) {
      // Read immediately, because the calls that clean up empty the error stack.
      throw new HDF5Exception(NativeLibrary.errorText(e));
    } finally {
      H5.H5Sclose(space);
      H5.H5Pclose(creation);
    }
  }

  /**
   * Returns the blocks of a virtual dataset; empty if one of its mappings is not a plain block of
   * one file. Only other programs write such mappings.
   *
   * @param creation the dataset's creation properties
   */
  static Optional<List<VirtualLayout.Mapping>> mappings(long creation) {
    List<VirtualLayout.Mapping> mappings = new ArrayList<>();
    long count = H5.H5Pget_virtual_count(creation);
    for (long i = 0; i < count; i++) {
      String file = H5.H5Pget_virtual_filename(creation, i);
      Optional<Block> target = block(H5.H5Pget_virtual_vspace(creation, i));
      Optional<Block> source = block(H5.H5Pget_virtual_srcspace(creation, i));
      if (isPattern(file)
          || target.isEmpty()
          || source.isEmpty()
          || Shapes.count(target.get().count()) != Shapes.count(source.get().count())) {
        return Optional.empty();
      }
      mappings.add(
          new VirtualLayout.Mapping(
              readable(file),
              readable(H5.H5Pget_virtual_dsetname(creation, i)),
              source.get().end(),
              source.get().start(),
              source.get().count(),
              target.get().start(),
              target.get().count()));
    }
    return Optional.of(mappings);
  }

  /** Creates a selection of one block. */
  private record Block(long[] start, long[] count) {
    long[] end() {
      long[] end = new long[start.length];
      Arrays.setAll(end, axis -> start[axis] + count[axis]);
      return end;
    }
  }

  /** Returns the selection of a dataspace and closes it; empty if it is not one block. */
  private static Optional<Block> block(long space) {
    try {
      int rank = H5.H5Sget_simple_extent_ndims(space);
      long[] start = new long[rank];
      long[] last = new long[rank];
      if (rank > 0) {
        H5.H5Sget_select_bounds(space, start, last);
      }
      long[] count = new long[rank];
      Arrays.setAll(count, axis -> last[axis] - start[axis] + 1);
      boolean whole = rank == 0 || Shapes.count(count) == H5.H5Sget_select_npoints(space);
      return whole ? Optional.of(new Block(start, count)) : Optional.empty();
    } catch (HDF5Exception unlimited) {
      NativeLibrary.errorText();
      return Optional.empty();
    } finally {
      H5.H5Sclose(space);
    }
  }

  /** Converts maximum lengths to the library's form. */
  static long[] nativeMax(long[] maxShape) {
    return Arrays.stream(maxShape)
        .map(length -> length == BlockLayout.UNLIMITED ? HDF5Constants.H5S_UNLIMITED : length)
        .toArray();
  }

  private static void map(long creation, long space, VirtualLayout.Mapping mapping) {
    long[] shape = mapping.sourceShape();
    long source =
        shape.length == 0
            ? H5.H5Screate(HDF5Constants.H5S_SCALAR)
            : H5.H5Screate_simple(shape.length, shape, null);
    try {
      if (shape.length > 0) {
        select(source, mapping.sourceStart(), mapping.sourceCount());
      }
      select(space, mapping.start(), mapping.count());
      H5.H5Pset_virtual(
          creation, space, literal(mapping.file()), literal(mapping.dataset()), source);
    } finally {
      H5.H5Sclose(source);
    }
  }

  /** In names of sources, the library reads %b as the number of a block, and %% as a %. */
  private static String literal(String name) {
    return name.replace("%", "%%");
  }

  /** Returns the name of a source file, unless the name is a pattern for several files. */
  static String readable(String name) {
    return isPattern(name) ? name : name.replace("%%", "%");
  }

  private static boolean isPattern(String name) {
    return name.replace("%%", "").contains("%");
  }

  private static void select(long space, long[] start, long[] count) {
    H5.H5Sselect_hyperslab(space, HDF5Constants.H5S_SELECT_SET, start, null, count, null);
  }
}
