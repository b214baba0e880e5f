package org.acmespark.engine.executor;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.Charset;
import org.acmespark.engine.channel.Message;

/**
 * Captures what functions print. While runs are logged in this JVM, {@code System.out} and {@code
 * System.err} pass on everything, and copy the lines that a call prints to its run's log. Threads
 * that a call starts belong to the call.
 *
 * <p>If a function replaces these streams by its own, the replacement stays.
 */
final class Prints {
  /** Length in bytes at which a line is cut, for lines that never end. */
  private static final int MOST_BYTES = 16_384;

  private static final InheritableThreadLocal<Caller> CALLER =
      new InheritableThreadLocal<>() {
        @Override
        protected Caller childValue(Caller parent) {
          return parent == null ? null : parent.child();
        }
      };

  private static int users;
  private static Streams streams;

  private Prints() {}

  private record Streams(
      PrintStream out, PrintStream err, PrintStream ourOut, PrintStream ourErr) {}

  /** Begins to capture prints for a run in this JVM. {@link #close} ends it. */
  static synchronized void open() {
    if (users++ == 0) {
      PrintStream out = System.out;
      PrintStream err = System.err;
      streams = new Streams(out, err, copied(out, "stdout"), copied(err, "stderr"));
      System.setOut(streams.ourOut());
      System.setErr(streams.ourErr());
    }
  }

  static synchronized void close() {
    if (--users == 0) {
      if (System.out == streams.ourOut()) {
        System.setOut(streams.out());
      }
      if (System.err == streams.ourErr()) {
        System.setErr(streams.err());
      }
    }
  }

  private static PrintStream copied(PrintStream target, String name) {
    return new PrintStream(new Copied(target, name), true, Charset.defaultCharset());
  }

  /** Attributes everything that this thread prints to a computation, until {@link #endCall}. */
  static void beginCall(FunctionLog log, long index) {
    Caller caller = CALLER.get();
    if (caller == null) {
      caller = new Caller();
      CALLER.set(caller);
    }
    caller.end(); // what a thread has from the call that started it
    caller.log = log;
    caller.index = index;
  }

  static void endCall() {
    Caller caller = CALLER.get();
    if (caller != null) {
      caller.end();
    }
  }

  /** A thread and its present call. There is no object for a call that prints nothing. */
  private static final class Caller {
    private FunctionLog log;
    private long index;
    private Call call;

    /** The present call, or null if there is none. */
    Call call() {
      if (call == null && log != null) {
        call = new Call(log, index);
      }
      return call;
    }

    /** Returns what a thread that the call starts gets, or null. */
    Caller child() {
      if (call() == null) {
        return null;
      }
      var child = new Caller();
      child.call = call;
      return child;
    }

    void end() {
      if (call != null) {
        call.end();
      }
      log = null;
      call = null;
    }
  }

  /** Collects the lines of one call. The call shares it with the threads that it has started. */
  private static final class Call {
    private final FunctionLog log;
    private final long index;
    private final ByteArrayOutputStream out = new ByteArrayOutputStream(0);
    private final ByteArrayOutputStream err = new ByteArrayOutputStream(0);

    Call(FunctionLog log, long index) {
      this.log = log;
      this.index = index;
    }

    synchronized void take(String stream, byte[] bytes, int from, int count) {
      ByteArrayOutputStream line = stream.equals("stdout") ? out : err;
      for (int k = from; k < from + count; k++) {
        if (bytes[k] == '\n' || line.size() == MOST_BYTES) {
          say(stream, line);
        }
        if (bytes[k] != '\n') {
          line.write(bytes[k]);
        }
      }
    }

    synchronized void end() {
      if (out.size() > 0) {
        say("stdout", out);
      }
      if (err.size() > 0) {
        say("stderr", err);
      }
    }

    private void say(String stream, ByteArrayOutputStream line) {
      String text = line.toString(Charset.defaultCharset()).stripTrailing();
      line.reset();
      log.add(
          new Message.LogLine(
              index, System.currentTimeMillis(), System.Logger.Level.INFO, stream, text));
    }
  }

  private static final class Copied extends OutputStream {
    private final PrintStream target;
    private final String name;

    Copied(PrintStream target, String name) {
      this.target = target;
      this.name = name;
    }

    @Override
    public void write(int b) throws IOException {
      write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int from, int count) {
      target.write(bytes, from, count);
      Caller caller = CALLER.get();
      Call call = caller == null ? null : caller.call();
      if (call != null) {
        call.take(name, bytes, from, count);
      }
    }

    @Override
    public void flush() {
      target.flush();
    }
  }
}
