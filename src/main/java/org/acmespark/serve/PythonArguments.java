package org.acmespark.serve;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.acmespark.ParallelMap;
import org.acmespark.ParallelMapBuilder;
import org.acmespark.hdf5.value.ElementType;
import org.acmespark.hdf5.value.Hdf5Value;
import org.acmespark.hdf5.value.ScalarSequence;
import org.acmespark.model.Arg;
import org.acmespark.model.Sequence;
import org.acmespark.plan.Sequences;
import org.acmespark.python.PythonArray;
import org.acmespark.python.PythonFunctions;
import org.acmespark.python.PythonObject;

/** Reads the function and the arguments of a request. */
final class PythonArguments {
  private final Frame request;

  PythonArguments(Frame request) {
    this.request = request;
  }

  ParallelMapBuilder<Object> builder() {
    List<String> names = new ArrayList<>();
    List<Arg<?>> args = new ArrayList<>();
    for (JsonNode argument : request.message().path("arguments")) {
      names.add(argument.path("name").asText());
      args.add(
          argument.path("split").asBoolean()
              ? new Arg.Each<>(sequence(argument))
              : new Arg.All<>(value(argument)));
    }
    if (request.message().path("taskId").asBoolean()) {
      names.add("taskID");
      args.add(new Arg.Context());
    }
    args.add(new Arg.Context());
    List<String> path = new ArrayList<>();
    request.message().path("path").forEach(folder -> path.add(folder.asText()));
    JsonNode function = request.message().path("function");
    var settings =
        new PythonFunctions.Settings(
            request.text("python"),
            path,
            request.text("directory"),
            function.path("whole").asBoolean(),
            Math.max(1, request.message().path("threads").asInt()),
            files());
    return ParallelMap.of(
        PythonFunctions.pickled(
            blob(function),
            function.path("name").asText(),
            function.path("digest").asText(),
            names,
            settings,
            request.message().path("versions").path("python").asText(),
            request.message().path("versions").path("numpy").asText()),
        args);
  }

  private List<String> files() {
    return Arrays.stream(request.texts("options").getOrDefault("pyFiles", "").split(","))
        .filter(file -> !file.isBlank())
        .toList();
  }

  private byte[] blob(JsonNode node) {
    return request.blobs().get(node.path("blob").asInt());
  }

  private Object value(JsonNode argument) {
    String inShort = argument.path("short").asText();
    return switch (argument.path("kind").asText()) {
      case "array" -> Hdf5Value.flat(type(argument), shape(argument), elements(argument));
      case "mapped" -> new PythonArray(inShort, argument.path("digest").asText(), blob(argument));
      default -> new PythonObject(inShort, blob(argument));
    };
  }

  private Sequence<?> sequence(JsonNode argument) {
    return switch (argument.path("kind").asText()) {
      case "range" ->
          Sequences.range(
              argument.path("start").asLong(),
              argument.path("stop").asLong(),
              argument.path("step").asLong());
      case "ints" -> Sequences.of((long[]) elements(ElementType.INT64, argument));
      case "floats" -> Sequences.of((double[]) elements(ElementType.FLOAT64, argument));
      case "array" -> new ScalarSequence(type(argument), elements(argument));
      default -> pickles(argument);
    };
  }

  private static ElementType type(JsonNode argument) {
    return ElementType.valueOf(argument.path("dtype").asText().toUpperCase(Locale.ROOT));
  }

  private static long[] shape(JsonNode argument) {
    long[] shape = new long[argument.path("shape").size()];
    Arrays.setAll(shape, k -> argument.path("shape").get(k).asLong());
    return shape;
  }

  private Object elements(JsonNode argument) {
    return elements(type(argument), argument);
  }

  private Object elements(ElementType type, JsonNode argument) {
    byte[] bytes = blob(argument);
    return ScalarSequence.elements(type, bytes, bytes.length / type.bytes());
  }

  private Sequence<?> pickles(JsonNode argument) {
    ByteBuffer lengths =
        ByteBuffer.wrap(request.blobs().get(argument.path("lengths").asInt()))
            .order(ByteOrder.LITTLE_ENDIAN);
    List<Object> values = new ArrayList<>();
    for (JsonNode piece : argument.path("pieces")) {
      byte[] joined = request.blobs().get(piece.get(0).asInt());
      int at = 0;
      for (int k = piece.get(1).asInt(); k > 0; k--) {
        int length = Math.toIntExact(lengths.getLong());
        values.add(value(argument, values.size(), Arrays.copyOfRange(joined, at, at + length)));
        at += length;
      }
    }
    return Sequences.of(values);
  }

  private static Object value(JsonNode argument, int k, byte[] bytes) {
    String inShort = argument.path("short").path(k).asText();
    return argument.path("kind").asText().equals("mapped")
        ? new PythonArray(inShort, argument.path("digests").path(k).asText(), bytes)
        : new PythonObject(inShort, bytes);
  }
}
