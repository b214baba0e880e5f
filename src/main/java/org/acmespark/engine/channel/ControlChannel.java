package org.acmespark.engine.channel;

import java.io.Serializable;

/** Carries messages from tasks to the driver and its answers back. */
public interface ControlChannel {
  /**
   * On an executor: says something to the driver and waits for the answer, null if there is none.
   *
   * @throws RunOverException if the run has ended meanwhile
   * @throws org.acmespark.model.AcmeException if the driver cannot be reached
   */
  Serializable ask(Message message);

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

  /** The driver's answers; called by one thread at a time. */
  interface Handler {
    /** Takes a message; {@code reply} may be used later, from any thread, but has to be used. */
    void answer(Message message, Reply reply);
  }

  /** Sends the answer, null for none; the first one counts. */
  @FunctionalInterface
  interface Reply {
    void send(Serializable answer);
  }
}
