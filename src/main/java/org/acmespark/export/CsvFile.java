package org.acmespark.export;

import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongConsumer;
import org.acmespark.hdf5.value.ElementType;
import org.acmespark.hdf5.value.Hdf5Value;
import org.acmespark.reading.ResultKind;
import org.acmespark.reading.StoredRun;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVPrinter;

/**
 * A table in text as RFC 4180 describes it, with a row per computation: index, status, seconds,
 * host, error, and a column per return value. Fields of computations without results are empty.
 */
final class CsvFile {
  private static final List<String> LEDGER = List.of("index", "status", "seconds", "host", "error");

  private final StoredRun run;
  private final Outcomes outcomes;

  CsvFile(StoredRun run, Outcomes outcomes) {
    this.run = run;
    this.outcomes = outcomes;
  }

  void write(Path file, LongConsumer progress) throws IOException {
    List<ResultKind> kinds = Kinds.of(run, outcomes);
    for (int k = 0; k < kinds.size(); k++) {
      requireScalar(kinds.get(k), k);
    }
    List<String> header = new ArrayList<>(LEDGER);
    header.addAll(Kinds.names(kinds.size()));
    try (FileChannel channel =
            FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
        var writer =
            new BufferedWriter(
                new OutputStreamWriter(Channels.newOutputStream(channel), StandardCharsets.UTF_8));
        var table = new CSVPrinter(writer, CSVFormat.RFC4180)) {
      table.printRecord(header);
      for (int index = 0; index < run.nInputs(); index++) {
        table.printRecord(row(index, kinds.size()));
        progress.accept(index + 1L);
      }
      table.flush();
      channel.force(true);
    }
  }

  private List<Object> row(int index, int columns) {
    List<Object> row = new ArrayList<>();
    row.add(index);
    row.add(outcomes.status(index));
    row.add(outcomes.seconds(index).<Object>map(seconds -> seconds).orElse(""));
    row.add(outcomes.host(index));
    row.add(outcomes.error(index));
    List<Hdf5Value> values =
        outcomes.isComputed(index) ? Kinds.stored(run, index) : List.<Hdf5Value>of();
    if (values.size() > columns) {
      throw new IllegalArgumentException(
          "computation %s has %s return values, but others have %s: a table has the same columns in every row"
              .formatted(index, values.size(), columns));
    }
    for (int k = 0; k < columns; k++) {
      row.add(k < values.size() ? field(values.get(k), k) : "");
    }
    return row;
  }

  private static void requireScalar(ResultKind kind, int position) {
    if (kind.shape().length > 0) {
      throw new IllegalArgumentException(
          "return value %s (%s) is an array, %s: a CSV file holds one value per field; export to .parquet, .npy or .nc"
              .formatted(position, Kinds.name(position), kind));
    }
  }

  private static Object field(Hdf5Value value, int position) {
    requireScalar(Kinds.of(value), position);
    if (value.type() == ElementType.COMPLEX64) {
      float[] parts = (float[]) value.elements();
      return complex(Float.toString(parts[0]), Float.toString(parts[1]));
    }
    if (value.type() == ElementType.COMPLEX128) {
      double[] parts = (double[]) value.elements();
      return complex(Double.toString(parts[0]), Double.toString(parts[1]));
    }
    return value.toJava();
  }

  /** As Python's complex() reads it. */
  private static String complex(String real, String imaginary) {
    String sign = imaginary.startsWith("-") ? "" : "+";
    return (real + sign + imaginary + "j").replace("Infinity", "inf");
  }
}
