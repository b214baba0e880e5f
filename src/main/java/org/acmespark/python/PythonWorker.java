package org.acmespark.python;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileChannel;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import org.acmespark.function.ForeignException;
import org.acmespark.function.OwnDefault;
import org.acmespark.function.ProcessEnd;
import org.acmespark.function.Threads;
import org.acmespark.hdf5.value.Hdf5Value;
import org.acmespark.model.Computation;

/**
 * A Python process and the socket to it. Only one thread at a time may use it.
 *
 * <p>The process watches its standard input. When the input ends, the process ends together with
 * everything that the function has started. Therefore no process remains when this JVM is killed.
 */
final class PythonWorker {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final long START_SECONDS = 60;
  private static final long END_SECONDS = 3;
  private static final int OPEN = 1;
  private static final int CALL = 2;
  private static final int FAILURE = 3;
  private static final String LOST = "WorkerLost";

  private final Process process;
  private final SocketChannel channel;
  private final FileChannel log;
  private final WireWriter writer;
  private final WireReader reader;
  private final int seed;
  private Object[] last = {};
  private Object[] kept = {};
  private volatile boolean dead;

  private PythonWorker(
      Process process, SocketChannel channel, FileChannel log, PythonFunction function) {
    this.seed = function.passing().indexOf(PythonFunction.SEED);
    this.process = process;
    this.channel = channel;
    this.log = log;
    this.writer = new WireWriter(channel);
    this.reader = new WireReader(channel);
  }

  /**
   * Starts a process and loads the function.
   *
   * @throws ForeignException if either fails; it has Python's message
   */
  static PythonWorker start(PythonFunction function) throws ForeignException, InterruptedException {
    try {
      PythonWorker started = launch(function);
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

  private static PythonWorker launch(PythonFunction function)
      throws IOException, InterruptedException {
    Path folder = PythonCode.unpack();
    Path modules = unpack(function.files());
    Path file = Files.createFile(folder.resolve("log"));
    FileChannel log = FileChannel.open(file, StandardOpenOption.READ);
    try (var server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      Path socket = folder.resolve("s");
      server.bind(UnixDomainSocketAddress.of(socket));
      server.configureBlocking(false);
      var builder =
          new ProcessBuilder(
              PythonCode.command(
                  function.interpreter(),
                  folder,
                  "_worker",
                  socket.toString(),
                  file.toString(),
                  modules.toString()));
      Threads.limit(builder.environment(), function.threads());
      builder.redirectErrorStream(true);
      builder.redirectOutput(ProcessBuilder.Redirect.appendTo(file.toFile()));
      Process process = builder.start();
      SocketChannel channel;
      try {
        channel = accept(server, process, log);
      } catch (IOException | InterruptedException e) {
        end(process);
        log.close();
        throw e;
      }
      // Processes of the function may hold the socket, so the exit must wake the reader.
      process.onExit().thenRun(() -> close(channel));
      return new PythonWorker(process, channel, log, function);
    } finally {
      PythonCode.remove(folder); // at once, in case this JVM is killed later
    }
  }

  /**
   * Unpacks files into a folder that the process removes when it ends. Returns an empty path if
   * there are no files.
   */
  private static Path unpack(PythonFiles files) throws IOException {
    if (files.isEmpty()) {
      return Path.of("");
    }
    Path folder = PythonCode.ownFolder("acme-py-files");
    files.unpack(folder);
    return folder;
  }

  private static SocketChannel accept(ServerSocketChannel server, Process process, FileChannel log)
      throws IOException, InterruptedException {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(START_SECONDS);
    while (true) {
      SocketChannel channel = server.accept();
      if (channel != null) {
        channel.configureBlocking(true);
        return channel;
      }
      if (!process.isAlive() || System.nanoTime() > deadline) {
        throw new IOException(read(log));
      }
      Thread.sleep(2);
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
          "VersionsDiffer",
          "the interpreter %s is not the same everywhere: %s"
              .formatted(function.interpreter(), difference),
          "");
    }
  }

  /**
   * Calls the function.
   *
   * @param args the function's arguments, followed by the context
   * @throws ForeignException with what the function raised, or with how its process ended
   * @throws InterruptedException if this thread was interrupted; the process is then killed
   */
  Object call(Computation computation, Object[] args)
      throws ForeignException, InterruptedException {
    try {
      send(computation, args);
      WireReader.Frame frame = reader.frame();
      if (frame.kind() == FAILURE) {
        JsonNode failure = JSON.readTree(reader.bytes(frame.length()));
        log(computation, failure.path("said").asText());
        throw failure(failure);
      }
      log(computation, reader.text());
      return reader.value();
    } catch (ClosedByInterruptException e) {
      InterruptedException interrupted = interrupted();
      log(computation, read(log)); // its last output
      kill();
      throw interrupted;
    } catch (IOException e) {
      throw died(computation);
    }
  }

  /**
   * Sends the arguments. A large argument that is the same as in the last call is sent once more,
   * and the process keeps it.
   */
  private void send(Computation computation, Object[] args) throws IOException {
    int count = args.length - 1;
    if (kept.length != count) {
      kept = new Object[count];
      last = new Object[count];
    }
    try {
      writer.putLong(computation.random().nextLong());
      for (int k = 0; k < count; k++) {
        boolean again = isLarge(args[k]) && last[k] == args[k];
        if (again && kept[k] == args[k]) {
          writer.putByte('s');
          writer.putLong(0);
        } else {
          writer.putByte(again ? 'k' : 'v');
          boolean drawn = k == seed && args[k] == OwnDefault.DEFAULT;
          writer.putSized(drawn ? computation.random().nextInt() & 0xFFFFFFFFL : args[k]);
          kept[k] = again ? args[k] : kept[k];
        }
      }
    } catch (RuntimeException e) {
      writer.discard();
      kept = new Object[0];
      throw e;
    }
    last = Arrays.copyOf(args, count);
    writer.send(CALL);
  }

  /**
   * Returns whether a value may be kept. Records of pickles and HDF5 values cannot be changed, but
   * users' arrays and lists can.
   */
  private static boolean isLarge(Object value) {
    return value instanceof PythonObject || value instanceof Hdf5Value;
  }

  private static void log(Computation computation, String said) {
    if (!said.isBlank()) {
      computation.logger().log(System.Logger.Level.INFO, said.stripTrailing());
    }
  }

  private static ForeignException failure(JsonNode failure) {
    return new ForeignException(
        failure.path("error").asText(),
        failure.path("message").asText(),
        failure.path("trace").asText());
  }

  private ForeignException died(Computation computation) throws InterruptedException {
    dead = true;
    boolean ended = process.waitFor(END_SECONDS, TimeUnit.SECONDS);
    String said = read(log);
    log(computation, said);
    kill();
    return new ForeignException(
        LOST,
        ended ? ProcessEnd.describe("the Python process", process.exitValue()) : "it went silent",
        said);
  }

  private static InterruptedException interrupted() {
    Thread.interrupted(); // the exception carries the interrupt
    return new InterruptedException("the call was interrupted; its Python process was killed");
  }

  boolean isDead() {
    return dead || !process.isAlive();
  }

  /** Ends the process and everything that the function has started. */
  void kill() {
    dead = true;
    close(channel);
    close(log);
    end(process);
  }

  /**
   * Closes the guard's standard input, so that the guard ends its child processes. SIGKILL would
   * leave them running.
   */
  private static void end(Process process) {
    close(process.getOutputStream());
    process
        .onExit()
        .completeOnTimeout(process, END_SECONDS, TimeUnit.SECONDS)
        .thenAccept(
            late -> {
              late.descendants().forEach(ProcessHandle::destroyForcibly);
              late.destroyForcibly();
            });
  }

  private static void close(AutoCloseable open) {
    try {
      open.close();
    } catch (Exception e) {
      // nothing can be lost any more
    }
  }

  private static String read(FileChannel log) {
    try {
      var bytes = ByteBuffer.allocate((int) Math.min(log.size(), 1 << 16));
      log.read(bytes, Math.max(0, log.size() - bytes.capacity()));
      return new String(bytes.array(), 0, bytes.position(), StandardCharsets.UTF_8).strip();
    } catch (IOException e) {
      return "";
    }
  }
}
