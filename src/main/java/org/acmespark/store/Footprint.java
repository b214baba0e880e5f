package org.acmespark.store;

import java.io.Serializable;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.acmespark.hdf5.value.Hdf5Value;
import org.acmespark.store.payload.ObjectBytes;
import org.acmespark.store.payload.Rescue;
import org.acmespark.store.payload.Stacking;
import org.acmespark.store.payload.UnstorableResultException;

/**
 * The space that the result of one computation takes, before compression.
 *
 * @param bytes size without the overhead of files
 * @param values type and shape of each return value, {@code float64 (3, 4)}; its class if HDF5
 *     cannot hold it
 */
public record Footprint(long bytes, List<String> values) implements Serializable {

  /** How results are kept. */
  public sealed interface Kind extends Serializable {
    /** The function returns nothing. */
    record Nothing() implements Kind {}

    /** Each result has its own datasets in HDF5. */
    record Apart() implements Kind {}

    /** The first return values of all computations form one dataset. */
    record Stacked(Stacking stacking) implements Kind {}

    /** Results are kept as Java objects. */
    record Objects() implements Kind {}
  }

  /** Returns the footprint of a function without a result, or of a failed call. */
  public static Footprint nothing() {
    return new Footprint(0, List.of());
  }

  /**
   * Computes the footprint of a return value.
   *
   * @throws UnstorableResultException if it cannot be kept in this way
   */
  public static Footprint of(Object result, Kind kind) {
    if (kind instanceof Kind.Nothing) {
      return nothing();
    }
    List<Object> outputs = Stacking.outputs(result);
    if (kind instanceof Kind.Stacked stacked) {
      Hdf5Value first = stacked.stacking().firstOf(outputs).value();
      Footprint further = sum(outputs.stream().skip(1).map(Footprint::apart));
      return sum(Stream.of(new Footprint(first.bytes(), List.of(first.toString())), further));
    }
    return sum(
        outputs.stream().map(kind instanceof Kind.Objects ? Footprint::object : Footprint::apart));
  }

  private static Footprint sum(Stream<Footprint> parts) {
    List<Footprint> all = parts.toList();
    return new Footprint(
        all.stream().mapToLong(Footprint::bytes).sum(),
        all.stream().flatMap(part -> part.values().stream()).toList());
  }

  private static Footprint apart(Object value) {
    return inHdf5(value)
        .map(form -> new Footprint(form.bytes(), List.of(form.toString())))
        .orElseGet(() -> rescued(value));
  }

  /** The result is kept in a separate file. */
  private static Footprint rescued(Object value) {
    byte[][] pieces = Rescue.of(value, "HDF5 cannot hold the result").pieces();
    return new Footprint(
        Stream.of(pieces).mapToLong(piece -> piece.length).sum(),
        List.of(value == null ? "null" : value.getClass().getName()));
  }

  private static Footprint object(Object value) {
    long bytes = Stream.of(ObjectBytes.ofResult(value)).mapToLong(piece -> piece.length).sum();
    String text =
        inHdf5(value)
            .map(Hdf5Value::toString)
            .orElseGet(() -> value == null ? "null" : value.getClass().getName());
    return new Footprint(bytes, List.of(text));
  }

  private static Optional<Hdf5Value> inHdf5(Object value) {
    try {
      return Optional.of(Hdf5Value.of(value));
    } catch (IllegalArgumentException | StackOverflowError e) { // a list may contain itself
      return Optional.empty();
    }
  }
}
