package org.acmespark.bench;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** The least that sending can be: sockets to this machine, and a file that is synced at the end. */
final class Loopback {
  private static final int SENDERS = 2;
  private static final int BUFFER_BYTES = 1 << 20;

  private Loopback() {}

  /** Returns how long it takes to send and write so many bytes, half of them on each connection. */
  static double seconds(long bytes, Path file) throws Exception {
    long each = bytes / SENDERS;
    var threads = Executors.newFixedThreadPool(2 * SENDERS);
    long start = System.nanoTime();
    try (var server = ServerSocketChannel.open();
        var out = FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
      server.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
      List<Future<Void>> halves = new ArrayList<>();
      for (int k = 0; k < SENDERS; k++) {
        var to = SocketChannel.open(server.getLocalAddress());
        var from = server.accept();
        long begin = k * each;
        halves.add(threads.submit(send(each, to)));
        halves.add(threads.submit(write(each, from, out, begin)));
      }
      for (Future<Void> half : halves) {
        half.get();
      }
      out.force(true);
    } finally {
      threads.shutdown();
    }
    return Measures.seconds(start);
  }

  private static Callable<Void> send(long bytes, SocketChannel to) {
    return () -> {
      try (to) {
        ByteBuffer buffer = ByteBuffer.allocateDirect(BUFFER_BYTES);
        for (long left = bytes; left > 0; ) {
          buffer.clear().limit((int) Math.min(left, BUFFER_BYTES));
          left -= buffer.remaining();
          while (buffer.hasRemaining()) {
            to.write(buffer);
          }
        }
      }
      return null;
    };
  }

  private static Callable<Void> write(long bytes, SocketChannel from, FileChannel out, long begin) {
    return () -> {
      try (from) {
        ByteBuffer buffer = ByteBuffer.allocateDirect(BUFFER_BYTES);
        for (long done = 0; done < bytes; ) {
          buffer.clear();
          if (from.read(buffer) < 0) {
            throw new IOException("the connection ended too early");
          }
          buffer.flip();
          while (buffer.hasRemaining()) {
            done += out.write(buffer, begin + done);
          }
        }
      }
      return null;
    };
  }
}
