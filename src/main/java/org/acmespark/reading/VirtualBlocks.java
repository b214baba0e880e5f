package org.acmespark.reading;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.acmespark.hdf5.input.SliceReader;
import org.acmespark.hdf5.value.ElementType;
import org.acmespark.hdf5.value.Fill;
import org.acmespark.hdf5.value.Hdf5Value;
import org.acmespark.hdf5.value.Shapes;
import org.acmespark.hdf5.value.VirtualLayout.Mapping;
import org.acmespark.model.AcmeException;

/**
 * Reads a virtual dataset from its sources, one after another. A source that is missing, corrupt or
 * of another shape is an error here, whereas the library would return fill values without an error.
 * No more file descriptors are used than {@link OpenFiles} keeps.
 */
final class VirtualBlocks implements StackedSource {
  private final ElementType type;
  private final int stackAxis;
  private final Path directory;
  private final List<Mapping> mappings;
  private final OpenFiles files;

  /**
   * @param directory directory of the virtual dataset's file; sources are relative to it
   */
  VirtualBlocks(
      ElementType type, int stackAxis, Path directory, List<Mapping> mappings, OpenFiles files) {
    this.type = type;
    this.stackAxis = stackAxis;
    this.directory = directory;
    this.mappings = mappings;
    this.files = files;
  }

  /** Whether every block has the same form in its source, except for dimensions of length 1. */
  static boolean canRead(List<Mapping> mappings) {
    return mappings.stream()
        .allMatch(m -> Arrays.equals(m.count(), m.sourceCount()) || dropped(m).isPresent());
  }

  /** Returns the axis that the source lacks, as in files of single computations. */
  private static Optional<Integer> dropped(Mapping mapping) {
    long[] count = mapping.count();
    for (int axis = 0; axis < count.length; axis++) {
      if (count[axis] == 1 && Arrays.equals(without(count, axis), mapping.sourceCount())) {
        return Optional.of(axis);
      }
    }
    return Optional.empty();
  }

  List<Mapping> mappings() {
    return mappings;
  }

  Path file(Mapping mapping) {
    return directory.resolve(mapping.file()).normalize();
  }

  @Override
  public Optional<Path> file(long index) {
    return mapping(index).map(this::file);
  }

  /** Returns the block with the row of a computation. */
  Optional<Mapping> mapping(long index) {
    return mappings.stream()
        .filter(m -> m.start()[stackAxis] <= index)
        .filter(m -> index < m.start()[stackAxis] + m.count()[stackAxis])
        .findFirst();
  }

  @Override
  public Hdf5Value read(long[] start, long[] count) {
    Object whole = Fill.array(type, Shapes.count(count));
    for (Mapping mapping : mappings) {
      long[] from = new long[start.length];
      long[] overlap = new long[start.length];
      long[] at = new long[start.length];
      boolean apart = false;
      for (int axis = 0; axis < start.length; axis++) {
        from[axis] = Math.max(start[axis], mapping.start()[axis]);
        long ours = start[axis] + count[axis];
        long theirs = mapping.start()[axis] + mapping.count()[axis];
        overlap[axis] = Math.min(ours, theirs) - from[axis];
        at[axis] = from[axis] - start[axis];
        apart |= overlap[axis] <= 0;
      }
      if (!apart) {
        BlockCopy.copy(read(mapping, from, overlap).elements(), overlap, whole, count, at);
      }
    }
    return Hdf5Value.flat(type, count, whole);
  }

  /** Reads a part of one block, given by its place in the virtual dataset. */
  Hdf5Value read(Mapping mapping, long[] start, long[] count) {
    long[] sourceStart = new long[start.length];
    Arrays.setAll(sourceStart, axis -> start[axis] - mapping.start()[axis]);
    long[] sourceCount = count;
    if (!Arrays.equals(mapping.count(), mapping.sourceCount())) {
      int axis = dropped(mapping).orElseThrow();
      sourceStart = without(sourceStart, axis);
      sourceCount = without(count, axis);
    }
    for (int axis = 0; axis < sourceStart.length; axis++) {
      sourceStart[axis] += mapping.sourceStart()[axis];
    }
    Path file = file(mapping);
    SliceReader source = files.open(file);
    try {
      requireType(source.type(mapping.dataset()), mapping, file);
      return source.read(mapping.dataset(), sourceStart, sourceCount);
    } catch (IllegalArgumentException e) { // the file's fault, not the caller's
      throw new AcmeException(e.getMessage(), e);
    }
  }

  private void requireType(ElementType found, Mapping mapping, Path file) {
    if (found != type) {
      throw new AcmeException(
          "dataset %s of %s holds %s, but the virtual dataset over it %s"
              .formatted(mapping.dataset(), file, found.numpyName(), type.numpyName()));
    }
  }

  private static long[] without(long[] lengths, int axis) {
    long[] rest = new long[lengths.length - 1];
    System.arraycopy(lengths, 0, rest, 0, axis);
    System.arraycopy(lengths, axis + 1, rest, axis, rest.length - axis);
    return rest;
  }
}
