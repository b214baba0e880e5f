package org.acmespark.python;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.TimeUnit;
import org.acmespark.function.CallProcesses;
import org.acmespark.function.ProcessEnd;
import org.acmespark.function.Threads;

/**
 * A Python process: the socket to it, what it prints, and the memory that it shares with this JVM.
 *
 * <p>The process watches its standard input. When the input ends, the process ends together with
 * everything that the function has started. Therefore no process remains when this JVM is killed.
 */
final class PythonProcess {
  private static final long START_SECONDS = 60;
  private static final long END_SECONDS = 3;

  private final Process process;
  private final SocketChannel channel;
  private final FileChannel log;
  private final CallWords words;

  private PythonProcess(Process process, SocketChannel channel, FileChannel log, CallWords words) {
    this.process = process;
    this.channel = channel;
    this.log = log;
    this.words = words;
  }

  static PythonProcess start(PythonFunction function) throws IOException, InterruptedException {
    Path folder = PythonCode.unpack();
    Path modules = unpack(function.files());
    Path file = Files.createFile(folder.resolve("log"));
    FileChannel log = FileChannel.open(file, StandardOpenOption.READ);
    Path shared = folder.resolve("words");
    CallWords words = CallWords.in(shared);
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
                  modules.toString(),
                  shared.toString()));
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
      return new PythonProcess(process, channel, log, words);
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

  SocketChannel channel() {
    return channel;
  }

  CallWords words() {
    return words;
  }

  /** Reports that this process makes calls for the present thread. */
  void report() {
    CallProcesses.report(process);
  }

  boolean isAlive() {
    return process.isAlive();
  }

  /** Waits a few seconds for the end of the process. Returns how it ended, in words. */
  String end() throws InterruptedException {
    boolean ended = process.waitFor(END_SECONDS, TimeUnit.SECONDS);
    return ended
        ? ProcessEnd.describe("the Python process", process.exitValue())
        : "it went silent";
  }

  /** Returns what was printed since the last answer. */
  String printed() {
    return read(log);
  }

  /** Ends the process and everything that the function has started. */
  void kill() {
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
