package org.acmespark.engine.driver;

import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.acmespark.engine.channel.Answer;
import org.acmespark.engine.channel.ControlChannel;
import org.acmespark.engine.channel.Message;
import org.acmespark.model.AcmeException;
import org.acmespark.store.RunStore;
import org.acmespark.store.single.SingleFile;

/**
 * Stores the parts of blocks that are committed later. Pieces of large arrays are written by
 * threads of their own, beside the {@link Publisher}, which syncs the disk.
 */
final class Incoming {
  private static final int WRITERS = 2;

  private final RunStore store;
  private final RunState state;
  private final List<Publisher> writers =
      Stream.generate(() -> Publisher.onItsOwnThread("acme-writer")).limit(WRITERS).toList();

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

  /** Has a piece of an array written. The pieces of a stream are written in their order. */
  void write(Message.Piece message, ControlChannel.Reply<Answer.Room> reply) {
    int writer = Math.floorMod(message.piece().stream().hashCode(), WRITERS);
    var same = new Answer.Room(message.piece().length());
    boolean taken =
        writers
            .get(writer)
            .execute(
                () -> {
                  try {
                    reply.send(state.isOver() ? same : write(message));
                  } catch (RuntimeException | Error e) {
                    reply.fail(e);
                  }
                });
    if (!taken) {
      reply.send(same);
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

  /** Records that a task has written an array to its place. */
  void written(Message.Written message, ControlChannel.Reply<Answer.Received> reply) {
    answer(
        reply,
        () -> {
          if (!state.isOver()) {
            single().written(message.stream(), message.position(), message.checksums());
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

  private Answer.Room write(Message.Piece message) {
    try {
      return new Answer.Room(store.receive(message.piece(), state.cores()));
    } catch (AcmeException e) {
      state.fail(e);
      return new Answer.Room(message.piece().length());
    }
  }

  /** Accepts no more pieces and waits until all accepted ones are written. */
  void close() {
    writers.forEach(Publisher::close);
  }
}
