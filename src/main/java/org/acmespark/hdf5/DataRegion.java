package org.acmespark.hdf5;

import hdf.hdf5lib.H5;
import org.acmespark.hdf5.value.ElementType;
import org.acmespark.hdf5.value.Paths;
import org.acmespark.hdf5.value.Shapes;

/**
 * A range of bytes of a file being written, which is left to datasets whose elements another file
 * has at the same places. The library creates all metadata; elements are not written. Afterwards
 * the bytes before and after the region are copied around the elements.
 *
 * <pre>{@code
 * DataRegion region = writer.region(8192, 8192 + 2 * 80);
 * region.place(0, ElementType.FLOAT64, new long[] {10}, 8192);
 * region.place(1, ElementType.FLOAT64, new long[] {10}, 8272);
 * region.name(0, "comp_0/result_0");
 * region.name(1, "comp_1/result_0");
 * region.complete();
 * writer.commit();
 * }</pre>
 *
 * <p>First a dataset is created that covers the region. When it is deleted the library has one free
 * section there, from which it takes the room of new datasets of known size, from the lowest byte
 * on. That is how the library behaves, not what it promises; so every place is compared.
 */
public final class DataRegion {
  /** Holds the datasets until they get their names, and removed with those that fill gaps. */
  private static final String WAITING = ".placed";

  private static final String AROUND = "region";
  private static final String BEHIND = "behind";

  private final NewFile file;
  private final Groups groups;
  private final DatasetWriter datasets;
  private final long end;
  private long next;
  private long gaps;

  /** See {@link Hdf5Writer#region}. */
  DataRegion(NewFile file, Groups groups, DatasetWriter datasets, long begin, long end) {
    this.file = file;
    this.groups = groups;
    this.datasets = datasets;
    this.end = end;
    file.willBeCopied();
    file.guarded(
        "cannot prepare the file",
        () -> {
          // The region begins where the library's first metadata end, which is before `begin`.
          next = bytes(file.id(), AROUND, end);
          bytes(file.id(), BEHIND, 1); // keeps the library from cutting the file off
          H5.H5Ldelete(file.id(), AROUND, PropertyLists.DEFAULT);
          return next;
        });
    fillTo(begin);
  }

  /** Creates a dataset of bytes that are not written; returns its place. Needs the lock. */
  private long bytes(long group, String name, long count) {
    return datasets.reserve(group, name, ElementType.UINT8, new long[] {count});
  }

  /**
   * Creates a dataset without a name. Datasets are created in the order of their places.
   *
   * @param number identifies the dataset
   * @param position of its first element in the file
   * @throws MisplacedException if the library puts it anywhere else
   */
  public void place(long number, ElementType type, long[] shape, long position) {
    fillTo(position);
    file.guarded(
        "cannot create a dataset",
        () -> {
          long group = groups.id(WAITING);
          require(position, datasets.reserve(group, String.valueOf(number), type, shape));
          return group;
        });
    next = position + Math.multiplyExact(Shapes.count(shape), (long) type.bytes());
  }

  /** Gives a dataset its final name, and creates the groups above it. */
  public void name(long number, String path) {
    String dataset = Paths.named(path);
    file.guarded(
        "cannot create dataset " + path,
        () -> {
          long group = groups.id(Paths.parent(dataset));
          H5.H5Lmove(
              file.id(),
              WAITING + "/" + number,
              group,
              Paths.name(dataset),
              PropertyLists.DEFAULT,
              PropertyLists.DEFAULT);
          return group;
        });
  }

  /** Removes what only kept the places. Called after everything else was written. */
  public void complete() {
    file.guarded(
        "cannot complete the file",
        () -> {
          groups.close();
          H5.H5Ldelete(file.id(), BEHIND, PropertyLists.DEFAULT);
          if (H5.H5Lexists(file.id(), WAITING, PropertyLists.DEFAULT)) {
            H5.H5Ldelete(file.id(), WAITING, PropertyLists.DEFAULT);
          }
          return true;
        });
  }

  private void fillTo(long position) {
    if (position < next || position > end) {
      throw new MisplacedException("byte %s is not free".formatted(position));
    }
    long gap = position - next;
    if (gap > 0) {
      file.guarded(
          "cannot create a dataset",
          () -> {
            require(next, bytes(groups.id(WAITING), "gap" + gaps++, gap));
            return gap;
          });
      next = position;
    }
  }

  private static void require(long wanted, long position) {
    if (position != wanted) {
      throw new MisplacedException(
          "a dataset is at byte %s and not at %s".formatted(position, wanted));
    }
  }

  /** The library has put a dataset where its elements are not. */
  public static final class MisplacedException extends RuntimeException {
    private static final long serialVersionUID = 1;

    MisplacedException(String message) {
      super(message);
    }
  }
}
