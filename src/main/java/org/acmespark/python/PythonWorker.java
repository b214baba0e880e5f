package org.acmespark.python;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;
import java.util.Arrays;
import org.acmespark.function.ForeignException;
import org.acmespark.function.OwnDefault;
import org.acmespark.hdf5.value.Hdf5Value;
import org.acmespark.model.Computation;

/**
 * Calls a function in a Python process. Only one thread at a time may use it, but any may use
 * {@link #forbid}.
 */
final class PythonWorker {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int OPEN = 1;
  private static final int CALL = 2;
  private static final int FAILURE = 3;
  private static final int SKIPPED = 4;

  /** After so many calls, numbers could become too large for the shared words. */
  private static final long MOST_CALLS = 1L << 31;

  private static final String LOST = "WorkerLost";

  private final PythonProcess process;
  private final WireWriter writer;
  private final WireReader reader;
  private final int seed;
  private Object[] last = {};
  private Object[] kept = {};
  private long number;
  private volatile boolean dead;

  private PythonWorker(PythonProcess process, PythonFunction function) {
    this.seed = function.passing().indexOf(PythonFunction.SEED);
    this.process = process;
    this.writer = new WireWriter(process.channel());
    this.reader = new WireReader(process.channel());
  }

  /**
   * Starts a process and loads the function.
   *
   * @throws ForeignException if either fails; it has Python's message
   */
  static PythonWorker start(PythonFunction function) throws ForeignException, InterruptedException {
    try {
      var started = new PythonWorker(PythonProcess.start(function), function);
      started.load(function);
      return started;
    } catch (ClosedByInterruptException e) {
      throw interrupted();
    } catch (IOException e) {
      throw new ForeignException(
          LOST,
          "the Python interpreter %s did not start: %s"
              .formatted(function.interpreter(), e.getMessage()),
          "");
    }
  }

  private void load(PythonFunction function) throws IOException, ForeignException {
    try {
      writer.putText(function.json());
      writer.putRaw(function.pickle());
      writer.send(OPEN);
      WireReader.Frame frame = reader.frame();
      byte[] answer = reader.bytes(frame.length());
      JsonNode found = JSON.readTree(answer);
      if (frame.kind() == FAILURE) {
        throw failure(found);
      }
      requireVersions(function, found);
    } catch (IOException | ForeignException e) {
      kill();
      throw e;
    }
  }

  private static void requireVersions(PythonFunction function, JsonNode found)
      throws ForeignException {
    var here = PythonVersions.here(found.path("python").asText(), found.path("numpy").asText());
    String difference = function.versions().differenceFrom(here);
    if (!difference.isEmpty()) {
      throw new ForeignException(
          PythonVersions.DIFFER,
          "the interpreter %s is not the same everywhere: %s"
              .formatted(function.interpreter(), difference),
          "");
    }
  }

  /**
   * What the process says of a call.
   *
   * @param begun whether the call has begun; if not, it never will
   */
  record Answer(
      Object result, ForeignException thrown, long startNanos, long nanos, boolean begun) {}

  /**
   * Calls the function.
   *
   * @param args the function's arguments, followed by the context
   * @throws ForeignException with what the function raised, or with how its process ended
   * @throws InterruptedException if this thread was interrupted; the process is then killed
   */
  Object call(Computation computation, Object[] args)
      throws ForeignException, InterruptedException {
    add(computation, args, Long.MAX_VALUE);
    send();
    Answer answer = answer();
    if (answer.thrown() != null) {
      throw answer.thrown();
    }
    return answer.result();
  }

  /**
   * Adds a call to those that are sent next. A large argument that is the same as in the last call
   * is sent once more, and the process keeps it.
   *
   * @param most the most bytes that the arguments may have
   * @return whether the call was added
   */
  boolean add(Computation computation, Object[] args, long most) {
    process.report();
    int count = args.length - 1;
    if (kept.length != count) {
      kept = new Object[count];
      last = new Object[count];
    }
    Object[] keeps = kept.clone();
    WireWriter.Mark start = writer.beginSized();
    try {
      writer.putLong(number + 1);
      writer.putLong(computation.random().nextLong());
      for (int k = 0; k < count; k++) {
        boolean again = isLarge(args[k]) && last[k] == args[k];
        if (again && keeps[k] == args[k]) {
          writer.putByte('s');
          writer.putLong(0);
        } else {
          writer.putByte(again ? 'k' : 'v');
          boolean drawn = k == seed && args[k] == OwnDefault.DEFAULT;
          writer.putSized(drawn ? computation.random().nextInt() & 0xFFFFFFFFL : args[k]);
          keeps[k] = again ? args[k] : keeps[k];
        }
      }
    } catch (RuntimeException e) {
      writer.reset(start);
      throw e;
    }
    if (writer.endSized(start) > most) {
      writer.reset(start);
      return false;
    }
    kept = keeps;
    last = Arrays.copyOf(args, count);
    number++;
    return true;
  }

  /** Returns the number of the last call that was added. */
  long number() {
    return number;
  }

  /** Sends the calls that were added, if any. If the process has ended, {@link #answer} says so. */
  void send() {
    if (writer.size() == 0) {
      return;
    }
    try {
      writer.send(CALL);
    } catch (IOException e) {
      writer.reset(WireWriter.NOTHING);
    }
  }

  /**
   * Waits for the answer to the oldest call that has none.
   *
   * @throws ForeignException if the process has ended
   * @throws InterruptedException if this thread was interrupted; the process is then killed
   */
  Answer answer() throws ForeignException, InterruptedException {
    boolean read = false;
    try {
      Answer answer = next();
      read = true;
      return answer;
    } catch (ClosedByInterruptException e) {
      InterruptedException interrupted = interrupted();
      print(process.printed()); // its last output
      throw interrupted;
    } catch (IOException e) {
      throw died();
    } finally {
      if (!read) {
        kill(); // also if memory does not suffice for the result, whose rest is still to come
      }
    }
  }

  private Answer next() throws IOException {
    WireReader.Frame frame = reader.frame();
    if (frame.kind() == SKIPPED) {
      return new Answer(null, null, 0, 0, false);
    }
    long start = reader.number();
    long nanos = reader.number();
    if (frame.kind() == FAILURE) {
      JsonNode failure = JSON.readTree(reader.bytes(frame.length() - 2 * Long.BYTES));
      print(failure.path("said").asText());
      return new Answer(null, failure(failure), start, nanos, true);
    }
    print(reader.text());
    return new Answer(reader.value(), null, start, nanos, true);
  }

  /** Reads that a call which was forbidden has been skipped. */
  void skipped() throws ForeignException, InterruptedException {
    try {
      if (reader.frame().kind() != SKIPPED) {
        throw new IOException("a call that was taken back has begun");
      }
    } catch (ClosedByInterruptException e) {
      kill();
      throw interrupted();
    } catch (IOException e) {
      kill();
      throw new ForeignException(LOST, e.toString(), "");
    }
  }

  /** Returns the number of the last call that has begun. */
  long begun() {
    return process.words().begun();
  }

  /** Forbids the calls from a number on that have not begun. Returns the last that has. */
  long forbid(long first) {
    return process.words().forbid(first, number);
  }

  /**
   * Returns whether a value may be kept. Records of pickles and HDF5 values cannot be changed, but
   * users' arrays and lists can.
   */
  private static boolean isLarge(Object value) {
    return value instanceof PythonObject || value instanceof Hdf5Value;
  }

  /** Prints in this JVM what the function has printed, as if it were a function in Java. */
  private static void print(String said) {
    if (!said.isBlank()) {
      System.out.println(said.stripTrailing());
    }
  }

  private static ForeignException failure(JsonNode failure) {
    return new ForeignException(
        failure.path("error").asText(),
        failure.path("message").asText(),
        failure.path("trace").asText());
  }

  private ForeignException died() throws InterruptedException {
    String how = process.end();
    String said = process.printed();
    print(said);
    return new ForeignException(LOST, how, said);
  }

  private static InterruptedException interrupted() {
    Thread.interrupted(); // the exception carries the interrupt
    return new InterruptedException("the call was interrupted; its Python process was killed");
  }

  boolean isDead() {
    return dead || number >= MOST_CALLS || !process.isAlive();
  }

  /** Ends the process and everything that the function has started. */
  void kill() {
    dead = true;
    process.kill();
  }
}
