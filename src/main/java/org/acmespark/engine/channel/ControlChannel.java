package org.acmespark.engine.channel;

import java.io.Serializable;

/** Carries messages from tasks to the driver and its answers back. */
public interface ControlChannel {
  /**
   * On an executor: says something to the driver and waits for the answer.
   *
   * @throws RunOverException if the run has ended meanwhile
   * @throws org.acmespark.model.AcmeException if the driver cannot be reached, or could not answer
   */
  <A extends Answer> A ask(Message<A> message);

  /** The driver's side of a channel. */
  interface Server extends AutoCloseable {
    /** How executors reach this server. */
    Address address();

    @Override
    void close();
  }

  /** Travels to the executors. */
  interface Address extends Serializable {
    ControlChannel connect();
  }

  /**
   * The driver's answers, a method for each kind of message; called by one thread at a time. A
   * reply may be used later, from any thread, but has to be used.
   */
  interface Handler {
    void onNext(Message.Next next, Reply<Answer.Turn> reply);

    void onBegin(Message.Begin begin, Reply<Answer.Work> reply);

    void onCalling(Message.Calling calling, Reply<Answer.Received> reply);

    void onProgress(Message.Progress progress, Reply<Answer.Shrinks> reply);

    void onPart(Message.Part part, Reply<Answer.Room> reply);

    void onCommit(Message.Commit commit, Reply<Answer.Verdict> reply);

    void onEnd(Message.End end, Reply<Answer.Received> reply);

    void onLog(Message.Log log, Reply<Answer.Received> reply);

    void onTrouble(Message.Trouble trouble, Reply<Answer.Received> reply);
  }

  /** Answers one message; the first answer counts. */
  interface Reply<A extends Answer> {
    void send(A answer);

    /** Tells the task that the driver could not answer, and why. */
    void fail(Throwable why);
  }
}
