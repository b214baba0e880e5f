package org.acmespark.engine.driver;

import org.acmespark.engine.channel.Answer;
import org.acmespark.engine.channel.ControlChannel;
import org.acmespark.engine.channel.Message;
import org.acmespark.model.AcmeException;
import org.acmespark.store.Attempts;

/**
 * Refuses messages about computations that the run does not have, with an {@link AcmeException}.
 * Passes all other messages on.
 *
 * @param nInputs number of computations of the run
 * @param handler answers the messages that are passed on
 */
record MessageCheck(long nInputs, ControlChannel.Handler handler)
    implements ControlChannel.Handler {

  @Override
  public void onNext(Message.Next next, ControlChannel.Reply<Answer.Turn> reply) {
    handler.onNext(next, reply);
  }

  @Override
  public void onBegin(Message.Begin begin, ControlChannel.Reply<Answer.Work> reply) {
    handler.onBegin(begin, reply);
  }

  @Override
  public void onCalling(Message.Calling calling, ControlChannel.Reply<Answer.Received> reply) {
    requireBelow(calling.index(), nInputs - 1);
    handler.onCalling(calling, reply);
  }

  @Override
  public void onProgress(Message.Progress progress, ControlChannel.Reply<Answer.Shrinks> reply) {
    for (Message.State state : progress.tasks()) {
      requireBelow(state.next(), nInputs);
      requireBelow(state.end(), nInputs);
    }
    handler.onProgress(progress, reply);
  }

  @Override
  public void onPart(Message.Part part, ControlChannel.Reply<Answer.Room> reply) {
    handler.onPart(part, reply);
  }

  @Override
  public void onFindServer(Message.FindServer find, ControlChannel.Reply<Answer.Server> reply) {
    handler.onFindServer(find, reply);
  }

  @Override
  public void onReserve(Message.Reserve reserve, ControlChannel.Reply<Answer.Place> reply) {
    if (reserve.row() < -1 || reserve.row() >= nInputs || reserve.length() < 1) {
      throw new AcmeException("a message is malformed: there is no such array");
    }
    handler.onReserve(reserve, reply);
  }

  @Override
  public void onWritten(Message.Written written, ControlChannel.Reply<Answer.Received> reply) {
    handler.onWritten(written, reply);
  }

  @Override
  public void onCommit(Message.Commit commit, ControlChannel.Reply<Answer.Verdict> reply) {
    requireColumns(commit.attempts());
    for (long index : commit.attempts().indices()) {
      requireBelow(index, nInputs - 1);
    }
    for (Attempts.Failed failed : commit.attempts().failed()) {
      requireBelow(failed.failure().index(), nInputs - 1);
    }
    requireBelow(commit.end(), nInputs);
    handler.onCommit(commit, reply);
  }

  @Override
  public void onEnd(Message.End end, ControlChannel.Reply<Answer.Received> reply) {
    requireBelow(end.end(), nInputs);
    handler.onEnd(end, reply);
  }

  @Override
  public void onLog(Message.Log log, ControlChannel.Reply<Answer.Received> reply) {
    handler.onLog(log, reply);
  }

  @Override
  public void onTrouble(Message.Trouble trouble, ControlChannel.Reply<Answer.Received> reply) {
    handler.onTrouble(trouble, reply);
  }

  private static void requireColumns(Attempts attempts) {
    int length = attempts.indices().length;
    if (attempts.startedMicros().length != length
        || attempts.nanos().length != length
        || attempts.attempts().length != length
        || attempts.peakHeaps().length != length
        || attempts.peakProcesses().length != length) {
      throw new AcmeException("a message is malformed: columns of attempts differ in length");
    }
  }

  private static void requireBelow(long index, long most) {
    if (index < 0 || index > most) {
      throw new AcmeException("a message is malformed: the run has no computation " + index);
    }
  }
}
