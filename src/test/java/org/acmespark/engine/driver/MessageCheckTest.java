package org.acmespark.engine.driver;

import static org.acmespark.engine.channel.SampleMessages.STREAM;
import static org.acmespark.engine.channel.SampleMessages.TASK;
import static org.acmespark.engine.channel.SampleMessages.commit;
import static org.acmespark.engine.channel.SampleMessages.messages;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import java.util.Optional;
import org.acmespark.engine.channel.Answer;
import org.acmespark.engine.channel.ControlChannel;
import org.acmespark.engine.channel.Message;
import org.acmespark.engine.channel.Replies;
import org.acmespark.model.AcmeException;
import org.acmespark.model.OnFailure;
import org.acmespark.store.MemoryStore;
import org.acmespark.store.directory.RunLog;
import org.acmespark.store.payload.Block;
import org.junit.jupiter.api.Test;

/** Messages about computations or bytes that a run does not have. */
class MessageCheckTest {
  @Test
  void refusesComputationsThatTheRunDoesNotHave() {
    var check = new MessageCheck(9, state(9));
    for (Message<?> message :
        List.of(
            commit(new Block.Nothing()), // computations 4, 5 and, failed, 9
            new Message.Calling(TASK, -1),
            new Message.Calling(TASK, 9),
            new Message.End(TASK, 10),
            new Message.Reserve(STREAM, 9, 8),
            new Message.Reserve(STREAM, -2, 8),
            new Message.Reserve(STREAM, 0, 0),
            new Message.Progress(List.of(new Message.State(TASK, 0, 0, 3, 1L << 32, 0, 0))),
            new Message.Progress(List.of(new Message.State(TASK, 0, 0, -3, 1, 0, 0))))) {
      assertThrows(AcmeException.class, () -> send(message, check), () -> "" + message);
    }
    var wider = new MessageCheck(10, state(10));
    messages().forEach(message -> assertEquals(1, send(message, wider), () -> "" + message));
  }

  private static RunState state(long nInputs) {
    var store = new MemoryStore(nInputs, true, Optional.empty(), arrival -> {});
    return new RunState(
        nInputs,
        store,
        Publisher.onTheCallersThread(),
        OnFailure.CONTINUE,
        false,
        Optional.empty(),
        i -> "",
        RunLog.none());
  }

  /** How many answers a message gets. */
  private static <A extends Answer> int send(Message<A> message, ControlChannel.Handler handler) {
    var replies = new Replies<A>();
    message.sendTo(handler, replies);
    return replies.size();
  }
}
