package org.acmespark.engine.driver;

import org.acmespark.engine.channel.Message;
import org.acmespark.model.AcmeException;
import org.acmespark.store.Attempts;

/** Refuses messages that speak of computations that a run does not have. */
public final class MessageCheck {
  private MessageCheck() {}

  /**
   * To be called before anything is done with a message.
   *
   * @throws AcmeException if it is none that a task of such a run would send
   */
  public static void require(Message message, long nInputs) {
    if (message instanceof Message.Commit commit) {
      requireColumns(commit.attempts());
      for (long index : commit.attempts().indices()) {
        requireBelow(index, nInputs - 1);
      }
      for (Attempts.Failed failed : commit.attempts().failed()) {
        requireBelow(failed.failure().index(), nInputs - 1);
      }
      requireBelow(commit.end(), nInputs);
    } else if (message instanceof Message.Progress progress) {
      for (Message.State state : progress.tasks()) {
        requireBelow(state.next(), nInputs);
        requireBelow(state.end(), nInputs);
      }
    } else if (message instanceof Message.Calling calling) {
      requireBelow(calling.index(), nInputs - 1);
    } else if (message instanceof Message.End end) {
      requireBelow(end.end(), nInputs);
    }
  }

  private static void requireColumns(Attempts attempts) {
    int length = attempts.indices().length;
    if (attempts.startedMicros().length != length
        || attempts.nanos().length != length
        || attempts.attempts().length != length
        || attempts.peakHeaps().length != length) {
      throw new AcmeException("a message is malformed: columns of attempts differ in length");
    }
  }

  private static void requireBelow(long index, long most) {
    if (index < 0 || index > most) {
      throw new AcmeException("a message is malformed: the run has no computation " + index);
    }
  }
}
