package org.acmespark.cli;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.lang.reflect.Array;
import java.nio.file.Path;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.acmespark.DryRun;
import org.acmespark.Run;
import org.acmespark.model.ComputationFailure;
import org.acmespark.model.Outputs;

/**
 * Writes results to standard output as one line of JSON.
 *
 * <p>Arrays, lists and several return values become arrays. NaN and infinities become strings,
 * since JSON has no numbers for them. Objects of all other classes become strings, too. A
 * computation without a value becomes null.
 */
final class JsonOutput {
  private static final JsonFactory JSON =
      JsonFactory.builder().build().disable(JsonGenerator.Feature.AUTO_CLOSE_TARGET);

  private JsonOutput() {}

  /** Describes a run for a program, with the values if the run kept them in memory. */
  static Map<String, Object> describe(Run<?> run, boolean inMemory) {
    Map<String, Object> description = new LinkedHashMap<>();
    description.put("container", run.containerAddress());
    description.put("directory", run.directoryAddress());
    description.put("ledger", run.ledgerAddress());
    description.put("files", run.fileAddresses());
    description.put("nInputs", run.nInputs());
    description.put("seed", run.seed());
    description.put("failed", run.failures().size());
    description.put(
        "failedIndices", run.failures().stream().map(ComputationFailure::index).toList());
    description.put("seconds", run.elapsed().toMillis() / 1000.0);
    if (inMemory) {
      description.put("values", run.asJava());
    }
    return description;
  }

  /** Describes a dry run for a program. */
  static Map<String, Object> describe(DryRun dry) {
    Map<String, Object> description = new LinkedHashMap<>();
    description.put("index", dry.index());
    description.put("failed", dry.failure().isPresent());
    description.put("seconds", dry.time().toNanos() / 1e9);
    description.put("peakMemory", dry.peakMemory());
    description.put("resultBytes", dry.resultBytes());
    description.put("results", dry.results());
    description.put("nInputs", dry.nInputs());
    description.put("cores", dry.cores());
    description.put("estimatedSeconds", dry.estimatedTime().toNanos() / 1e9);
    description.put("estimatedBytes", dry.estimatedBytes());
    description.put("memoryPerWorkerMiB", dry.memoryPerWorker());
    return description;
  }

  /** Prints {@code value} and ends the line. */
  static void print(Object value, PrintWriter results) {
    try (JsonGenerator generator = JSON.createGenerator(results)) {
      new Nesting().write(generator, value);
    } catch (IOException e) {
      throw new UncheckedIOException("standard output cannot be written", e);
    }
    results.println();
  }

  /** The collections and arrays that are being written, outermost first. */
  private static final class Nesting {
    private final Set<Object> open = Collections.newSetFromMap(new IdentityHashMap<>());

    /**
     * Writes a value. A list that contains itself has no end, so its class name is written inside
     * it.
     */
    void write(JsonGenerator json, Object value) throws IOException {
      if (!open.add(value)) {
        json.writeString("(the same " + value.getClass().getSimpleName() + " again)");
        return;
      }
      try {
        writeUnnested(json, value);
      } finally {
        open.remove(value);
      }
    }

    private void writeUnnested(JsonGenerator json, Object value) throws IOException {
      if (value == null || value instanceof Number || value instanceof Boolean) {
        json.writeObject(value);
      } else if (value instanceof Optional<?> optional) {
        write(json, optional.orElse(null));
      } else if (value instanceof Path) { // a Path is an Iterable
        json.writeString(value.toString());
      } else if (value instanceof Outputs outputs) {
        write(json, outputs.values());
      } else if (value instanceof Map<?, ?> map) {
        writeMap(json, map);
      } else if (value instanceof Iterable<?> values) {
        json.writeStartArray();
        for (Object element : values) {
          write(json, element);
        }
        json.writeEndArray();
      } else if (value.getClass().isArray()) {
        json.writeStartArray();
        for (int i = 0; i < Array.getLength(value); i++) {
          write(json, Array.get(value, i));
        }
        json.writeEndArray();
      } else {
        json.writeString(value.toString());
      }
    }

    private void writeMap(JsonGenerator json, Map<?, ?> map) throws IOException {
      json.writeStartObject();
      for (Map.Entry<?, ?> entry : map.entrySet()) {
        json.writeFieldName(String.valueOf(entry.getKey()));
        write(json, entry.getValue());
      }
      json.writeEndObject();
    }
  }
}
