package org.acmespark.engine.channel;

import java.io.Serializable;
import java.util.function.Supplier;

/** Carries messages from tasks to the driver, and the driver's answers back. */
public interface ControlChannel {
  /**
   * Sends a message to the driver and waits for the answer. Runs on an executor.
   *
   * @throws RunOverException if the run has ended
   * @throws org.acmespark.model.AcmeException if the driver cannot be reached or cannot answer
   */
  <A extends Answer> A ask(Message<A> message);

  /**
   * Sends a message to the driver and returns at once. Messages of one thread arrive in order.
   *
   * @return waits for the answer, and throws what {@link #ask} throws
   */
  default <A extends Answer> Supplier<A> begin(Message<A> message) {
    A answer = ask(message);
    return () -> answer;
  }

  /** The driver's side of a channel. */
  interface Server extends AutoCloseable {
    /** Returns the address at which executors reach this server. */
    Address address();

    @Override
    void close();
  }

  /** The address of a server. It is sent to the executors. */
  interface Address extends Serializable {
    ControlChannel connect();
  }

  /**
   * Answers messages on the driver, with one method for each kind of message. One thread at a time
   * calls it. A handler may use a reply later and from any thread, but it must use each reply.
   */
  interface Handler {
    void onNext(Message.Next next, Reply<Answer.Turn> reply);

    void onBegin(Message.Begin begin, Reply<Answer.Work> reply);

    void onCalling(Message.Calling calling, Reply<Answer.Received> reply);

    void onProgress(Message.Progress progress, Reply<Answer.Shrinks> reply);

    void onPart(Message.Part part, Reply<Answer.Room> reply);

    void onFindServer(Message.FindServer find, Reply<Answer.Server> reply);

    void onReserve(Message.Reserve reserve, Reply<Answer.Place> reply);

    void onWritten(Message.Written written, Reply<Answer.Received> reply);

    void onCommit(Message.Commit commit, Reply<Answer.Verdict> reply);

    void onEnd(Message.End end, Reply<Answer.Received> reply);

    void onLog(Message.Log log, Reply<Answer.Received> reply);

    void onTrouble(Message.Trouble trouble, Reply<Answer.Received> reply);
  }

  /** Sends the answer to one message. Only the first answer is sent. */
  interface Reply<A extends Answer> {
    void send(A answer);

    /** Reports to the task that the driver could not answer, and why. */
    void fail(Throwable why);
  }
}
