package org.acmespark.store.payload;

import java.util.ArrayList;
import java.util.List;
import org.acmespark.hdf5.Hdf5Writer;
import org.acmespark.hdf5.value.ElementType;
import org.acmespark.hdf5.value.Hdf5Value;
import org.acmespark.hdf5.value.VirtualLayout;

/**
 * The stacked part of a container: one virtual dataset over the rows in all payload files, and
 * links to further return values.
 *
 * <p>Its attributes describe the rows: {@code stack_axis} is the dimension along which computations
 * lie, {@code valid} tells which rows hold results, and {@code lengths}, if a dimension is
 * unlimited, how long each result is.
 */
public final class StackedView {
  private final PayloadIndex payload;
  private final Stacking stacking;
  private final int axis;
  private final long[] lengths;
  private final boolean[] valid;
  private long longest;

  StackedView(PayloadIndex payload, Stacking stacking) {
    this.payload = payload;
    this.stacking = stacking;
    this.axis = stacking.shape().stackAxis();
    this.lengths = new long[payload.nInputs()];
    this.valid = new boolean[payload.nInputs()];
    for (PayloadIndex.PayloadFile file : payload.files()) {
      for (Block.StackedRow row : file.rows()) {
        lengths[(int) row.index()] = row.length();
        valid[(int) row.index()] = true;
        longest = Math.max(longest, row.length());
      }
    }
  }

  void write(Hdf5Writer container) {
    for (PayloadIndex.PayloadFile file : payload.files()) {
      for (Block.StackedRow row : file.rows()) {
        linkFurther(container, file, row);
      }
    }
    long[] shape = stacking.shape().stacked(valid.length, longest);
    long[] max = stacking.shape().stacked(valid.length, -1);
    if (valid.length == 0) {
      writeEmpty(container, stacking);
      return;
    }
    container.virtual(Stacking.DATASET, new VirtualLayout(stacking.type(), shape, max, mappings()));
    mark(container, stacking, valid, lengths);
  }

  /** Writes the dataset of a run without computations, which has no sources. */
  public static void writeEmpty(Hdf5Writer container, Stacking stacking) {
    long[] shape = stacking.shape().stacked(0, 0);
    container.write(
        Stacking.DATASET, Hdf5Value.flat(stacking.type(), shape, stacking.type().newArray(0)));
    mark(container, stacking, new boolean[0], new long[0]);
  }

  /**
   * Writes the attributes of the stacked dataset: the dimension of computations, the rows that hold
   * results, and their lengths if a dimension is unlimited.
   */
  public static void mark(
      Hdf5Writer container, Stacking stacking, boolean[] valid, long[] lengths) {
    container.attribute(
        Stacking.DATASET, "stack_axis", Hdf5Value.of((long) stacking.shape().stackAxis()));
    container.attribute(
        Stacking.DATASET,
        "valid",
        Hdf5Value.flat(ElementType.BOOL, new long[] {valid.length}, valid));
    if (stacking.shape().unlimitedAxis().isPresent()) {
      container.attribute(
          Stacking.DATASET,
          "lengths",
          Hdf5Value.flat(ElementType.INT64, new long[] {lengths.length}, lengths));
    }
  }

  private static void linkFurther(
      Hdf5Writer container, PayloadIndex.PayloadFile file, Block.StackedRow row) {
    String group = Container.group(row.index());
    for (int k = 1; k <= row.further(); k++) {
      String dataset = "/" + ResultDatasets.name(k);
      String target = file.kind() == Block.Kind.RANGE ? group + dataset : dataset;
      container.link(group + dataset, file.name(), target);
    }
  }

  private List<VirtualLayout.Mapping> mappings() {
    List<VirtualLayout.Mapping> mappings = new ArrayList<>();
    for (PayloadIndex.PayloadFile file : payload.files()) {
      if (file.kind() == Block.Kind.COMPUTATION) {
        mappings.add(ofComputation(file));
      } else {
        addRuns(mappings, file);
      }
    }
    return mappings;
  }

  private VirtualLayout.Mapping ofComputation(PayloadIndex.PayloadFile file) {
    Block.StackedRow row = file.rows().get(0);
    long[] source = stacking.shape().row(row.length());
    return new VirtualLayout.Mapping(
        file.name(),
        Stacking.DATASET,
        source,
        new long[source.length],
        source,
        at(row.index()),
        stacking.shape().stacked(1, row.length()));
  }

  /**
   * Creates a mapping for each sequence of rows that is contiguous in the file and in the dataset.
   */
  private void addRuns(List<VirtualLayout.Mapping> mappings, PayloadIndex.PayloadFile file) {
    List<Block.StackedRow> rows = file.rows();
    long length = rows.stream().mapToLong(Block.StackedRow::length).max().orElse(0);
    long[] source = stacking.shape().stacked(rows.size(), length);
    int begin = 0;
    for (int k = 1; k <= rows.size(); k++) {
      if (k < rows.size() && rows.get(k).index() == rows.get(k - 1).index() + 1) {
        continue;
      }
      long[] count = stacking.shape().stacked(k - begin, length);
      mappings.add(
          new VirtualLayout.Mapping(
              file.name(),
              Stacking.DATASET,
              source,
              at(begin),
              count,
              at(rows.get(begin).index()),
              count));
      begin = k;
    }
  }

  private long[] at(long index) {
    long[] start = new long[stacking.shape().stacked(0, 0).length];
    start[axis] = index;
    return start;
  }
}
