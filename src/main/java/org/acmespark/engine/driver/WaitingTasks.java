package org.acmespark.engine.driver;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.acmespark.engine.channel.Answer;
import org.acmespark.engine.channel.ControlChannel;

/** How to answer the tasks that wait for a range. */
final class WaitingTasks {
  private final Map<Slots.Asking, ControlChannel.Reply<Answer.Turn>> replies =
      new ConcurrentHashMap<>();

  void add(Slots.Asking task, ControlChannel.Reply<Answer.Turn> reply) {
    replies.put(task, reply);
  }

  /** Answers a task, which no longer waits. */
  void answer(Slots.Asking task, Answer.Turn answer) {
    replies.remove(task).send(answer);
  }
}
