package org.acmespark.engine.channel;

import java.io.IOException;
import java.io.Serializable;
import java.util.List;
import java.util.Optional;
import org.acmespark.model.Arg;
import org.acmespark.model.Sequence;
import org.acmespark.store.payload.ObjectBytes;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;

/**
 * The values that differ between the computations of one range, in the form in which they are sent
 * to its task. Small values are part of the task. Large values are a separate broadcast, because
 * Spark limits the size of a task but not the size of a broadcast.
 */
public final class RangeInputs implements Serializable {
  private static final long serialVersionUID = 1;

  private static final int INLINE_BYTES = 64 << 10;

  private final long from;
  private final byte[][] inline;
  private final Broadcast<byte[][]> broadcast;
  private transient Values here;

  private RangeInputs(long from, byte[][] inline, Broadcast<byte[][]> broadcast) {
    this.from = from;
    this.inline = inline;
    this.broadcast = broadcast;
  }

  /** The values of a range, serialized on the driver. */
  public record Packed(long from, byte[][] pieces, long bytes) {
    public static Packed of(List<Arg<?>> args, IndexSet.Range range) {
      try {
        byte[][] pieces = ObjectBytes.pieces(Values.of(args, range.from(), range.to()).values());
        long bytes = 0;
        for (byte[] piece : pieces) {
          bytes += piece.length;
        }
        return new Packed(range.from(), pieces, bytes);
      } catch (IOException e) {
        throw new IllegalArgumentException(
            "an input of computations %s to %s cannot be sent to executors, %s is not serializable"
                .formatted(range.from(), range.to() - 1, e.getMessage()),
            e);
      }
    }

    public RangeInputs ship(JavaSparkContext spark) {
      return bytes <= INLINE_BYTES
          ? new RangeInputs(from, pieces, null)
          : new RangeInputs(from, null, spark.broadcast(pieces));
    }
  }

  /** Holds the values of all computations from {@code from} on, which stay in this JVM. */
  public static RangeInputs here(List<Arg<?>> args, long from) {
    long to = args.stream().mapToLong(RangeInputs::length).max().orElse(from);
    var inputs = new RangeInputs(from, null, null);
    inputs.here = Values.of(args, from, to);
    return inputs;
  }

  private static long length(Arg<?> arg) {
    return arg.sentWithRanges().map(Sequence::length).orElse(0L);
  }

  /**
   * Returns the values of each argument, null for an argument without values here. Runs on the
   * executor.
   */
  public Values open() {
    if (here != null) {
      return here;
    }
    byte[][] pieces = broadcast == null ? inline : broadcast.value();
    return new Values(from, (Sequence<?>[]) ObjectBytes.read(pieces));
  }

  /**
   * The form of the values on the control channel. Only the task deserializes the values.
   *
   * @param broadcast serialized reference to a broadcast; empty if the values are inline
   */
  record Travelling(long from, byte[][] inline, byte[] broadcast) {
    @SuppressWarnings("unchecked")
    RangeInputs arrived() {
      return broadcast.length == 0
          ? new RangeInputs(from, inline, null)
          : new RangeInputs(from, null, (Broadcast<byte[][]>) ObjectBytes.read(broadcast));
    }
  }

  Travelling travelling() {
    return broadcast == null
        ? new Travelling(from, inline, new byte[0])
        : new Travelling(from, new byte[0][], ObjectBytes.whole(broadcast));
  }

  /** The broadcast of the values; empty if they are part of the task. */
  public Optional<Broadcast<?>> broadcast() {
    return Optional.ofNullable(broadcast);
  }

  /** The values of the computations from {@code from} on. */
  public record Values(long from, Sequence<?>[] values) implements Serializable {
    public static Values of(List<Arg<?>> args, long from, long to) {
      Sequence<?>[] values = new Sequence<?>[args.size()];
      for (int k = 0; k < values.length; k++) {
        values[k] = slice(args.get(k), from, to);
      }
      return new Values(from, values);
    }

    private static <T> Sequence<T> slice(Arg<T> arg, long from, long to) {
      return arg.sentWithRanges().map(values -> values.slice(from, to)).orElse(null);
    }

    public Object get(int argument, long index) {
      return values[argument].get(index - from);
    }
  }
}
