package org.acmespark.export;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.function.LongConsumer;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.acmespark.hdf5.DimensionScales;
import org.acmespark.hdf5.Hdf5Writer;
import org.acmespark.hdf5.value.ElementType;
import org.acmespark.hdf5.value.Hdf5Value;
import org.acmespark.numpy.ArrayBytes;
import org.acmespark.reading.StoredRun;

/**
 * A netCDF-4 file, which is HDF5 with named dimensions: a variable per return value, stacked along
 * the dimension {@code computation}, and the ledger's seconds, status, host and error.
 */
final class NetcdfOutput {
  private static final String STACK = Labelled.STACK;
  private static final String UNNAMED =
      "This is a netCDF dimension but not a netCDF variable. %10s"; // netCDF-C:
  // DIM_WITHOUT_VARIABLE

  private final StoredRun run;
  private final Outcomes outcomes;
  private final Labels labels;
  private final int n;
  private final Map<String, String> scales = new HashMap<>();
  private final Map<String, List<String>> dimensions = new HashMap<>();

  NetcdfOutput(StoredRun run, Outcomes outcomes, Labels labels) {
    this.run = run;
    this.outcomes = outcomes;
    this.labels = labels;
    this.n = Math.toIntExact(run.nInputs());
  }

  /** A return value as a variable. */
  private record Variable(String name, Stacked stacked, List<String> texts) {
    boolean isText() {
      return stacked.type() == ElementType.STRING;
    }
  }

  void write(Path file, LongConsumer progress) throws IOException {
    OptionalInt first = outcomes.computed().findFirst();
    if (n == 0 || first.isEmpty()) {
      throw new IllegalArgumentException(
          "no computation has results, so the shapes of the variables are not known");
    }
    List<Hdf5Value> samples = Kinds.stored(run, first.getAsInt());
    boolean gaps = outcomes.computed().count() < n;
    Labelled labelled = Labelled.of(labels, samples, n);
    try (Hdf5Writer writer = Hdf5Writer.create(file)) {
      Hdf5Value stack = labelled.coordinates().get(STACK);
      writer.write(STACK, stack == null ? Hdf5Value.of(LongStream.range(0, n).toArray()) : stack);
      scales.put(STACK, STACK);
      List<Variable> variables = new ArrayList<>();
      for (int k = 0; k < samples.size(); k++) {
        variables.add(
            new Variable(
                labelled.variables().get(k),
                Stacked.of(samples.get(k), k, gaps),
                new ArrayList<>()));
      }
      values(writer, variables, first.getAsInt(), progress);
      nameDimensions(writer, labelled);
      ledger(writer);
      labelled.units().forEach((name, unit) -> writer.attribute(name, "units", Hdf5Value.of(unit)));
      writer.commit();
    }
    DimensionScales.add(file, scales, dimensions);
  }

  private void values(Hdf5Writer writer, List<Variable> variables, int first, LongConsumer progress)
      throws IOException {
    List<WritableByteChannel> streams = new ArrayList<>();
    for (Variable variable : variables) {
      streams.add(
          variable.isText()
              ? null
              : writer.stream(variable.name(), variable.stacked().written(), shape(variable)));
    }
    for (int index = 0; index < n; index++) {
      List<Hdf5Value> row =
          outcomes.isComputed(index) ? Kinds.stored(run, index) : List.<Hdf5Value>of();
      if (!row.isEmpty() && row.size() != variables.size()) {
        throw new IllegalArgumentException(
            "computation %s has %s return values, computation %s has %s; consolidate writes all into one HDF5 file"
                .formatted(index, row.size(), first, variables.size()));
      }
      for (int k = 0; k < variables.size(); k++) {
        Variable variable = variables.get(k);
        Object elements =
            row.isEmpty()
                ? variable.stacked().missing()
                : variable.stacked().elements(row.get(k), index, first);
        if (variable.isText()) {
          variable.texts().addAll(Arrays.asList((String[]) elements));
        } else {
          streams.get(k).write(bytes(elements));
        }
      }
      progress.accept(index + 1L);
    }
    for (Variable variable : variables) {
      if (variable.isText()) {
        writer.write(
            variable.name(),
            Hdf5Value.flat(
                ElementType.STRING, shape(variable), variable.texts().toArray(String[]::new)));
      }
      variable
          .stacked()
          .attributes()
          .forEach((name, value) -> writer.attribute(variable.name(), name, value));
    }
  }

  private static ByteBuffer bytes(Object elements) {
    int entries = java.lang.reflect.Array.getLength(elements);
    ByteBuffer bytes =
        ByteBuffer.allocate(entries * ArrayBytes.perEntry(elements)).order(ByteOrder.LITTLE_ENDIAN);
    ArrayBytes.put(elements, 0, entries, bytes);
    return bytes.flip();
  }

  private long[] shape(Variable variable) {
    long[] each = variable.stacked().shape();
    long[] shape = new long[each.length + 1];
    shape[0] = n;
    System.arraycopy(each, 0, shape, 1, each.length);
    return shape;
  }

  /** Makes a scale for each dimension but the first, and names those of each variable. */
  private void nameDimensions(Hdf5Writer writer, Labelled labelled) {
    labelled
        .lengths()
        .forEach(
            (name, length) -> {
              Hdf5Value coordinate = labelled.coordinates().get(name);
              float[] nothing = new float[coordinate == null ? Math.toIntExact(length) : 0];
              writer.write(name, coordinate == null ? Hdf5Value.of(nothing) : coordinate);
              scales.put(name, coordinate == null ? UNNAMED.formatted(length) : name);
            });
    for (int k = 0; k < labelled.variables().size(); k++) {
      List<String> names = new ArrayList<>(List.of(STACK));
      names.addAll(labelled.dimensions().get(k));
      dimensions.put(labelled.variables().get(k), names);
    }
  }

  private void ledger(Hdf5Writer writer) {
    double[] seconds =
        IntStream.range(0, n)
            .mapToDouble(index -> outcomes.seconds(index).orElse(Double.NaN))
            .toArray();
    Map<String, Hdf5Value> columns =
        Map.of(
            "seconds", Hdf5Value.of(seconds),
            "status", texts(index -> outcomes.status(index).toString()),
            "host", texts(outcomes::host),
            "error", texts(outcomes::error));
    columns.forEach(
        (name, value) -> {
          writer.write(name, value);
          dimensions.put(name, List.of(STACK));
        });
    writer.attribute("seconds", "units", Hdf5Value.of("s"));
    writer.attribute("seconds", "_FillValue", Hdf5Value.of(new double[] {Double.NaN}));
  }

  private Hdf5Value texts(java.util.function.IntFunction<String> text) {
    return Hdf5Value.flat(
        ElementType.STRING,
        new long[] {n},
        IntStream.range(0, n).mapToObj(text).toArray(String[]::new));
  }
}
