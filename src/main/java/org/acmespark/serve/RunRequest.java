package org.acmespark.serve;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.acmespark.DryRun;
import org.acmespark.ParallelMap;
import org.acmespark.ParallelMapBuilder;
import org.acmespark.Run;
import org.acmespark.model.ComputationFailure;
import org.acmespark.model.ProgressListener;

/** A run that a front has requested. */
final class RunRequest {
  /** Shortest time between two progress events. */
  private static final long EVERY_NANOS = 200_000_000;

  /** Takes an event and the blobs that it refers to. */
  interface Events {
    void say(Map<String, ?> event, List<byte[]> blobs);
  }

  private final Frame request;
  private final Events events;

  RunRequest(Frame request, Events events) {
    this.request = request;
    this.events = events;
  }

  /**
   * Computes the run.
   *
   * @throws IllegalArgumentException if the request is wrong
   */
  Map<String, Object> run(Place place) {
    ParallelMapBuilder<Object> builder = new PythonArguments(request).builder();
    request.texts("options").forEach(builder::set);
    Optional.ofNullable(request.message().get("resume"))
        .filter(JsonNode::isTextual)
        .map(JsonNode::asText)
        .ifPresent(builder::resume);
    builder.progress(new Said());
    place.choose(builder, request.message().path("where"));
    try (ParallelMap<Object> map = builder.build()) {
      if (request.message().path("dryRun").asBoolean()) {
        DryRun dry = map.dryRun();
        return Map.of("text", dry.toString(), "failed", dry.failure().isPresent());
      }
      Run<Object> run = map.compute();
      if (request.texts("options").containsKey("inMemory")) {
        new PythonValues(events).say(run);
      }
      return describe(run);
    } finally {
      place.adopt();
    }
  }

  private static Map<String, Object> describe(Run<?> run) {
    Map<String, Object> answer = new LinkedHashMap<>();
    answer.put("container", run.containerAddress().orElse(null));
    answer.put("directory", run.directoryAddress().orElse(null));
    answer.put("files", run.fileAddresses());
    answer.put("seed", run.seed());
    answer.put("seconds", run.elapsed().toMillis() / 1000.0);
    List<Map<String, Object>> failures = new ArrayList<>();
    for (ComputationFailure failure : run.failures()) {
      failures.add(
          Map.of(
              "index", failure.index(),
              "attempt", failure.attempt(),
              "inputs", failure.inputs(),
              "error", failure.error(),
              "message", failure.message(),
              "traceback", failure.stackTrace(),
              "host", failure.host()));
    }
    answer.put("failures", failures);
    return answer;
  }

  /** Sends progress as events a few times a second, and always sends the last state. */
  private final class Said implements ProgressListener {
    private final long nInputs =
        Long.parseLong(request.texts("options").getOrDefault("nInputs", "0"));
    private long lastNanos = System.nanoTime() - EVERY_NANOS;
    private long lastFinished = -1;

    @Override
    public void startsFrom(long finished) {
      say(finished, 0);
    }

    @Override
    public void update(long finished, long failed) {
      long now = System.nanoTime();
      if (finished != lastFinished && (now - lastNanos >= EVERY_NANOS || finished == nInputs)) {
        lastNanos = now;
        say(finished, failed);
      }
    }

    private void say(long finished, long failed) {
      lastFinished = finished;
      events.say(Map.of("event", "progress", "done", finished, "failed", failed), List.of());
    }
  }
}
