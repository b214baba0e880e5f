package org.acmespark.serve;

import java.util.List;
import java.util.Map;
import org.acmespark.Run;

final class PythonValues {
  private final RunRequest.Events events;

  PythonValues(RunRequest.Events events) {
    this.events = events;
  }

  void say(Run<?> run) {
    events.say(Map.of("event", "values"), List.of());
  }
}
