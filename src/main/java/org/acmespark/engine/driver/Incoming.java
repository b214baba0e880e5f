package org.acmespark.engine.driver;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;
import org.acmespark.engine.channel.Answer;
import org.acmespark.engine.channel.ControlChannel;
import org.acmespark.engine.channel.Message;
import org.acmespark.engine.transfer.TransferAddress;
import org.acmespark.engine.transfer.TransferServer;
import org.acmespark.model.AcmeException;
import org.acmespark.store.RunStore;
import org.acmespark.store.single.SingleFile;

/**
 * Stores the parts of blocks that are committed later. Large arrays come over a server of their
 * own, which starts when the first executor asks for it: those on the driver's machine do not need
 * it.
 */
final class Incoming {
  private final RunStore store;
  private final RunState state;
  private Optional<TransferServer> server = Optional.empty();
  private boolean closed;

  Incoming(RunStore store, RunState state) {
    this.store = store;
    this.state = state;
  }

  /**
   * Stores a part of a block. After the end of the run parts are dropped, since their commit will
   * be refused.
   */
  Answer.Room keep(Message.Part part) {
    var same = new Answer.Room(part.fragment().length());
    if (state.isOver()) {
      return same;
    }
    try {
      return new Answer.Room(store.receive(part.fragment(), state.cores()));
    } catch (AcmeException e) {
      state.fail(e);
      return same;
    }
  }

  /** Tells where large arrays are taken. */
  void findServer(ControlChannel.Reply<Answer.Server> reply) {
    answer(
        reply,
        () -> {
          TransferAddress address = address();
          return new Answer.Server(address.host(), address.port(), address.token());
        });
  }

  private synchronized TransferAddress address() {
    if (server.isEmpty() && !closed && store.single().isPresent()) {
      server = TransferServer.start(this::write);
    }
    return server.map(TransferServer::address).orElse(TransferAddress.NONE);
  }

  /** Writes a piece of an array, on a thread of the server. */
  private void write(UUID stream, long array, long at, ByteBuffer bytes) {
    if (state.isOver()) {
      return; // its commit will be refused
    }
    try {
      single().write(stream, array, at, bytes);
    } catch (AcmeException e) {
      if (e.getCause() instanceof IOException) { // a full disk ends the run, not just the task
        state.fail(e);
      }
      throw e;
    }
  }

  /** Gives an array its place, which its task writes. */
  void reserve(Message.Reserve message, ControlChannel.Reply<Answer.Place> reply) {
    answer(
        reply,
        () -> {
          boolean over = state.isOver();
          return new Answer.Place(
              over ? -1 : single().reserve(message.stream(), message.row(), message.length()));
        });
  }

  /** Records that a task has written arrays to their places. */
  void written(Message.Written message, ControlChannel.Reply<Answer.Received> reply) {
    answer(
        reply,
        () -> {
          if (!state.isOver()) {
            single().written(message.stream(), message.arrays());
          }
          return new Answer.Received();
        });
  }

  private static <A extends Answer> void answer(
      ControlChannel.Reply<A> reply, Supplier<A> finding) {
    try {
      reply.send(finding.get());
    } catch (RuntimeException e) { // the task's fault, or the disk's, which ends the task
      reply.fail(e);
    }
  }

  private SingleFile single() {
    return store
        .single()
        .orElseThrow(() -> new AcmeException("a message is malformed: no arrays have places"));
  }

  /** Takes no more arrays. */
  synchronized void close() {
    closed = true;
    server.ifPresent(TransferServer::close);
    server = Optional.empty();
  }
}
