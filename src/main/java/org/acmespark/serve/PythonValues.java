package org.acmespark.serve;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.Channels;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.acmespark.Run;
import org.acmespark.hdf5.value.Hdf5Value;
import org.acmespark.python.WireWriter;

/** Sends the results that a run kept in memory to the front, in pieces. */
final class PythonValues {
  /** Approximate size of the values in one event. */
  private static final long PIECE = 1 << 25;

  private final RunRequest.Events events;
  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
  private final WireWriter writer = new WireWriter(Channels.newChannel(bytes));
  private int count;

  PythonValues(RunRequest.Events events) {
    this.events = events;
  }

  /**
   * Sends the stacked array, if there is one, and then the values in the order of the computations.
   */
  void say(Run<?> run) {
    Optional<Hdf5Value> stacked = run.stackedValue();
    stacked.ifPresent(this::put);
    if (stacked.isEmpty()) {
      run.values().forEach(this::put);
    } else if (run.furtherValues().stream().anyMatch(v -> v != null && v.size() > 0)) {
      run.furtherValues().forEach(this::put);
    }
    send();
  }

  private void put(Object value) {
    writer.put(value);
    count++;
    if (writer.size() >= PIECE) {
      send();
    }
  }

  /** Sends a blob, which is a frame as {@code acme/_wire.py} defines it. */
  private void send() {
    if (count == 0) {
      return;
    }
    try {
      writer.send(0);
    } catch (IOException e) {
      throw new UncheckedIOException(e); // writing to memory does not fail
    }
    events.say(Map.of("event", "values", "count", count), List.of(bytes.toByteArray()));
    bytes.reset();
    count = 0;
  }
}
