package org.acmespark.serve;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.acmespark.cluster.ClusterDescription;
import org.acmespark.model.AcmeException;
import org.acmespark.model.InterruptedRunException;

/**
 * Answers the requests of a front until the front closes its end of the stream.
 *
 * <p>Each request has an {@code id}, which its events repeat. The request {@code open} starts Spark
 * at the place {@code where}, {@code run} computes, and {@code release} stops workers and Spark.
 * The server answers these requests one after the other with {@code result}, {@code error} or
 * {@code interrupted}. It sends {@code progress} and {@code values} before that answer. The request
 * {@code cancel} interrupts the request with its id. The server answers {@code status} at once.
 */
public final class Server {
  /**
   * Seconds until the JVM halts, well below the time that a front may take to check that no process
   * is left.
   */
  private static final long SECONDS_TO_END = 4;

  private static final int INFRASTRUCTURE = 3;

  private final Frame.Output out;
  private final BlockingQueue<Optional<Frame>> requests = new LinkedBlockingQueue<>();
  private final Thread computing = Thread.currentThread();
  private final Object lock = new Object();
  private long current; // 0: none; under lock

  private Server(OutputStream out) {
    this.out =
        new Frame.Output(new DataOutputStream(new java.io.BufferedOutputStream(out, 1 << 16)));
  }

  /**
   * Serves on the calling thread until {@code in} ends or the process that started this JVM ends.
   *
   * @param in requests of one front
   * @param out stream that gets frames and nothing else
   */
  public static void serve(InputStream in, OutputStream out) {
    new Server(out).serve(in);
  }

  private void serve(InputStream in) {
    var reader = new Thread(() -> read(in), "acme-serve");
    reader.setDaemon(true);
    reader.start();
    // Forked children of the front may hold its end of the stream open after it has ended.
    ProcessHandle.current().parent().ifPresent(front -> front.onExit().thenRun(this::end));
    try (var place = new Place()) {
      for (Optional<Frame> next = take(); next.isPresent(); next = take()) {
        answer(next.get(), place);
      }
    }
  }

  private Optional<Frame> take() {
    while (true) {
      try {
        return requests.take();
      } catch (InterruptedException e) {
        // The request was answered in the meantime.
      }
    }
  }

  private void read(InputStream in) {
    try (var frames = new DataInputStream(new java.io.BufferedInputStream(in, 1 << 16))) {
      for (Optional<Frame> next = Frame.read(frames); next.isPresent(); next = Frame.read(frames)) {
        Frame request = next.get();
        switch (request.text("op")) {
          case "cancel" -> cancel(request.message().path("id").asLong());
          case "status" -> status(request);
          default -> requests.add(next);
        }
      }
    } catch (IOException | RuntimeException e) {
      System.err.println("acme: serve ends: " + e);
    }
    end();
  }

  private void cancel(long id) {
    synchronized (lock) {
      if (current != 0 && (id == 0 || id == current)) {
        computing.interrupt();
      }
    }
  }

  /** Ends this JVM within a few seconds after the front has ended. */
  private void end() {
    var halt = new Thread(Server::haltSoon, "acme-serve-end");
    halt.setDaemon(true);
    halt.start();
    requests.clear();
    requests.add(Optional.empty());
    cancel(0);
  }

  private static void haltSoon() {
    try {
      TimeUnit.SECONDS.sleep(SECONDS_TO_END);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    Runtime.getRuntime().halt(INFRASTRUCTURE);
  }

  private void status(Frame request) {
    synchronized (lock) {
      say(request, "result", Map.of("running", current));
    }
  }

  private void answer(Frame request, Place place) {
    synchronized (lock) {
      current = request.message().path("id").asLong();
    }
    try {
      Map<String, Object> answer = answerOf(request, place);
      say(request, "result", answer);
    } catch (InterruptedRunException e) {
      say(request, "interrupted", Map.of("message", e.getMessage()));
    } catch (IllegalArgumentException e) {
      say(request, "error", Map.of("kind", "usage", "message", text(e)));
    } catch (Exception | Error e) { // Spark is Scala, which declares no exceptions
      if (!(e instanceof AcmeException)) {
        e.printStackTrace();
      }
      say(request, "error", Map.of("kind", "infrastructure", "message", text(e)));
    } finally {
      synchronized (lock) {
        current = 0;
        Thread.interrupted();
      }
    }
  }

  private static String text(Throwable e) {
    boolean known = e instanceof AcmeException || e instanceof IllegalArgumentException;
    return known && e.getMessage() != null ? e.getMessage() : e.toString();
  }

  private Map<String, Object> answerOf(Frame request, Place place) {
    switch (request.text("op")) {
      case "open" -> {
        place.open(request.message().path("where"));
        return describe(place.description());
      }
      case "release" -> {
        place.close();
        return Map.of();
      }
      case "run" -> {
        return new RunRequest(request, (event, blobs) -> say(request, event, blobs)).run(place);
      }
      default ->
          throw new IllegalArgumentException(
              "op is %s, but must be open, run, release, cancel or status"
                  .formatted(request.text("op")));
    }
  }

  private static Map<String, Object> describe(Optional<ClusterDescription> cluster) {
    Map<String, Object> answer = new HashMap<>();
    answer.put("master", cluster.map(ClusterDescription::master).orElse(""));
    answer.put("cores", cluster.map(ClusterDescription::cores).orElse(0));
    return answer;
  }

  private void say(Frame request, String event, Map<String, ?> more) {
    Map<String, Object> message = new LinkedHashMap<>(more);
    message.put("event", event);
    say(request, message, List.of());
  }

  private void say(Frame request, Map<String, ?> event, List<byte[]> blobs) {
    Map<String, Object> message = new LinkedHashMap<>(event);
    message.put("id", request.message().path("id").asLong());
    out.write(message, blobs);
  }
}
