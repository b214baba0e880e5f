package org.acmespark.engine.channel;

import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.acmespark.checksum.FileSum;
import org.acmespark.model.ComputationFailure;
import org.acmespark.store.Attempts;
import org.acmespark.store.payload.Block;

/** Messages of every kind, for tests. */
public final class SampleMessages {
  public static final Message.Task TASK = new Message.Task(3, 1L << 40);
  public static final UUID STREAM = new UUID(1, -2);

  private SampleMessages() {}

  private static Attempts attempts() {
    var failure =
        new ComputationFailure(9, 2, "(x: 1)", "java.lang.Error", "größer 😀 \ud800", "at x", "h");
    return new Attempts(
        "host",
        "1",
        new long[] {4, 5},
        new long[] {6, 7},
        new long[] {8, 9},
        new int[] {1, 2},
        new long[] {0, 1 << 20},
        new long[] {1 << 21, 0},
        List.of(new Attempts.Failed(failure, 1, 2, 3, 4, true)));
  }

  public static Message<?> commit(Block block) {
    return new Message.Commit(TASK, block, attempts(), true, 10);
  }

  private static Block.Values values() {
    Object[] values = {
      null,
      1.5,
      2,
      3L,
      4f,
      (short) 5,
      (byte) 6,
      true,
      "text \udc00",
      new Block.Serialized(new byte[][] {{1, 2}, {}})
    };
    return new Block.Values(new long[] {0, 1, 2, 3, 4, 5, 6, 7, 8, 9}, values);
  }

  public static Stream<Message<?>> messages() {
    var staged =
        new Block.StagedFile(
            "staged",
            "f_payload/f_4-5.h5",
            Block.Kind.RANGE,
            new long[] {4, 5},
            List.of(new Block.StackedRow(4, 5, 0), new Block.StackedRow(5, 0, 1)),
            new FileSum(3, "0badcafe"));
    Object[] rows = {
      new double[] {1},
      new float[] {2},
      new long[] {3},
      new int[] {4},
      new short[] {5},
      new byte[] {6},
      new boolean[] {true, false},
      new char[] {'c'}
    };
    return Stream.of(
        new Message.Next(1, 2, "host", new WallTime(3, 4), 5),
        new Message.Begin(TASK, "host", 5),
        new Message.Calling(TASK, 7),
        new Message.Progress(List.of(new Message.State(TASK, 1, 2, 3, 4, 5, 6))),
        new Message.Progress(List.of()),
        new Message.End(TASK, 8),
        new Message.Log(
            "host",
            "1",
            List.of(new Message.LogLine(1, 2, System.Logger.Level.WARNING, "", "line")),
            3),
        new Message.Trouble(TASK, "host", true, "message", "trace"),
        new Message.Reserve(STREAM, 9, 1L << 33),
        new Message.FindServer(),
        new Message.Written(STREAM, List.of(new Block.WrittenArray(1L << 33, new int[] {1, -2}))),
        commit(new Block.Nothing()),
        commit(new Block.Values(new long[] {4, 5}, new double[] {0.5, Double.NaN})),
        commit(values()),
        commit(new Block.Files(List.of(staged))),
        commit(new Block.Rows(new long[] {4, 5}, rows, values())),
        commit(
            new Block.Streamed(
                STREAM,
                2,
                1L << 33,
                new byte[] {1},
                new long[] {4},
                new long[] {5},
                new long[] {6},
                new boolean[] {true},
                new int[] {0, 0})));
  }
}
