package org.acmespark.export;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalInt;
import java.util.function.LongConsumer;
import org.acmespark.hdf5.value.ElementType;
import org.acmespark.hdf5.value.Hdf5Value;
import org.acmespark.hdf5.value.Shapes;
import org.acmespark.numpy.NpyWriter;
import org.acmespark.reading.StoredRun;

/**
 * One array in NumPy's format: the return values of all computations, stacked along the first
 * dimension. Rows of computations without results are NaN; whole numbers of up to 32 bits and truth
 * values become float64 if there are such rows.
 */
final class ArrayFile {
  private final StoredRun run;
  private final Outcomes outcomes;

  ArrayFile(StoredRun run, Outcomes outcomes) {
    this.run = run;
    this.outcomes = outcomes;
  }

  void write(Path file, LongConsumer progress) throws IOException {
    OptionalInt first = outcomes.computed().findFirst();
    if (first.isEmpty()) {
      throw new IllegalArgumentException(
          "no computation has results, so the shape of the array is not known");
    }
    Hdf5Value sample = only(first.getAsInt());
    ElementType type = sample.type();
    int n = Math.toIntExact(run.nInputs());
    boolean gaps = outcomes.computed().count() < n;
    ElementType written = gaps ? withNaN(type) : type;
    long[] shape = new long[sample.shape().length + 1];
    shape[0] = n;
    System.arraycopy(sample.shape(), 0, shape, 1, shape.length - 1);
    Object missing = gaps ? missing(written, Shapes.count(sample.shape())) : null;
    try (var array = NpyWriter.create(file, written, shape)) {
      for (int index = 0; index < n; index++) {
        array.append(
            outcomes.isComputed(index)
                ? elements(index, first.getAsInt(), sample, written)
                : missing);
        progress.accept(index + 1L);
      }
      array.finish();
    }
  }

  private Object elements(int index, int first, Hdf5Value sample, ElementType written) {
    Hdf5Value value = index == first ? sample : only(index);
    if (!Arrays.equals(value.shape(), sample.shape()) || value.type() != sample.type()) {
      throw new IllegalArgumentException(
          "the result of computation %s is %s, that of computation %s is %s: only results of one shape and type can be stacked; consolidate writes all into one HDF5 file"
              .formatted(index, Kinds.of(value), first, Kinds.of(sample)));
    }
    return value.type() == written ? value.elements() : Widened.to(written, value);
  }

  private Hdf5Value only(int index) {
    List<Hdf5Value> values = Kinds.stored(run, index);
    if (values.size() != 1) {
      throw new IllegalArgumentException(
          "computation %s has %s return values, and an .npy file holds one array; export to .nc"
              .formatted(index, values.size()));
    }
    return values.get(0);
  }

  private ElementType withNaN(ElementType type) {
    return switch (type) {
      case FLOAT16, FLOAT32, FLOAT64, COMPLEX64, COMPLEX128 -> type;
      case INT8, INT16, INT32, UINT8, UINT16, UINT32, BOOL -> ElementType.FLOAT64;
      case INT64, UINT64, STRING ->
          throw new IllegalArgumentException(
              "%s computations have no results, and %s has no value that says so; export to .nc or .csv, or compute them with resume --retry-failed"
                  .formatted(run.nInputs() - outcomes.computed().count(), type.numpyName()));
    };
  }

  private static Object missing(ElementType type, long count) {
    Object elements = type.newArray(count);
    if (elements instanceof double[] doubles) {
      Arrays.fill(doubles, Double.NaN);
    } else if (elements instanceof float[] floats) {
      Arrays.fill(floats, Float.NaN);
    } else {
      Arrays.fill((short[]) elements, (short) 0x7E00); // NaN in half precision
    }
    return elements;
  }
}
