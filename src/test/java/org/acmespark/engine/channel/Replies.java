package org.acmespark.engine.channel;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Keeps the answers to one message; that there is none is a failure of the test. */
public final class Replies<A extends Answer> implements ControlChannel.Reply<A> {
  private final List<A> answers = new CopyOnWriteArrayList<>();

  @Override
  public void send(A answer) {
    answers.add(answer);
  }

  @Override
  public void fail(Throwable why) {
    throw new AssertionError(why);
  }

  /** Answers so far. */
  public int size() {
    return answers.size();
  }

  /** The one answer. */
  public A only() {
    assertEquals(1, answers.size(), () -> "answers " + answers);
    return answers.get(0);
  }
}
