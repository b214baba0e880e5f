package org.acmespark.cli;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.lang.reflect.Array;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.acmespark.Run;
import org.acmespark.model.ComputationFailure;
import org.acmespark.model.Outputs;

/** What a run has to say at its end: results for programs, failures for people. */
final class RunReport {
  private static final int FAILURES_SHOWN = 10;
  private static final JsonFactory JSON =
      JsonFactory.builder().build().disable(JsonGenerator.Feature.AUTO_CLOSE_TARGET);

  private final Run<?> run;
  private final boolean inMemory;

  RunReport(Run<?> run, boolean inMemory) {
    this.run = run;
    this.inMemory = inMemory;
  }

  /** The container's path or the values; with {@code json} one object that says more. */
  void printResults(PrintWriter results, boolean json) {
    if (!json && !inMemory) {
      run.container().ifPresent(results::println);
      return;
    }
    try (JsonGenerator generator = JSON.createGenerator(results)) {
      if (json) {
        writeObject(generator);
      } else {
        write(generator, run.values());
      }
    } catch (IOException e) {
      throw new UncheckedIOException("standard output cannot be written", e);
    }
    results.println();
  }

  private void writeObject(JsonGenerator generator) throws IOException {
    generator.writeStartObject();
    generator.writeStringField("container", run.container().map(Path::toString).orElse(null));
    generator.writeFieldName("files");
    write(generator, run.files().stream().map(Path::toString).toList());
    generator.writeNumberField("nInputs", run.nInputs());
    generator.writeNumberField("failed", run.failures().size());
    generator.writeNumberField("seconds", run.elapsed().toMillis() / 1000.0);
    if (inMemory) {
      generator.writeFieldName("values");
      write(generator, run.values());
    }
    generator.writeEndObject();
  }

  /** Arrays and lists as arrays, several return values too; what JSON lacks becomes a string. */
  private static void write(JsonGenerator generator, Object value) throws IOException {
    if (value instanceof Outputs outputs) {
      write(generator, outputs.values());
    } else if (value instanceof Iterable<?> values) {
      generator.writeStartArray();
      for (Object element : values) {
        write(generator, element);
      }
      generator.writeEndArray();
    } else if (value instanceof Map<?, ?> map) {
      generator.writeStartObject();
      for (Map.Entry<?, ?> entry : map.entrySet()) {
        generator.writeFieldName(String.valueOf(entry.getKey()));
        write(generator, entry.getValue());
      }
      generator.writeEndObject();
    } else if (value != null && value.getClass().isArray()) {
      generator.writeStartArray();
      for (int i = 0; i < Array.getLength(value); i++) {
        write(generator, Array.get(value, i));
      }
      generator.writeEndArray();
    } else if (value == null || value instanceof Number || value instanceof Boolean) {
      generator.writeObject(value);
    } else {
      generator.writeString(String.valueOf(value));
    }
  }

  /** Failed computations by cause, ten at most. */
  void printFailures(PrintWriter messages) {
    List<ComputationFailure> failures = run.failures();
    if (failures.isEmpty()) {
      return;
    }
    messages.printf("%d of %d computations failed:%n", failures.size(), run.nInputs());
    Map<String, List<ComputationFailure>> byCause = new LinkedHashMap<>();
    for (ComputationFailure failure : failures) {
      byCause.computeIfAbsent(cause(failure), cause -> new ArrayList<>()).add(failure);
    }
    int shown = 0;
    for (Map.Entry<String, List<ComputationFailure>> group : byCause.entrySet()) {
      if (shown == FAILURES_SHOWN) {
        break;
      }
      messages.printf("  %s (%d)%n", group.getKey(), group.getValue().size());
      for (ComputationFailure failure : group.getValue()) {
        if (shown < FAILURES_SHOWN) {
          messages.printf("    computation %d: %s%n", failure.index(), failure.inputs());
          shown++;
        }
      }
    }
    if (shown < failures.size()) {
      messages.printf("  and %d more; %s%n", failures.size() - shown, where());
    }
  }

  private static String cause(ComputationFailure failure) {
    return failure.message().isEmpty()
        ? failure.error()
        : failure.error() + ": " + failure.message();
  }

  private String where() {
    return run.directory()
        .map(directory -> "see the ledger in " + directory)
        .orElse("--json or the API's failures() name them all");
  }
}
