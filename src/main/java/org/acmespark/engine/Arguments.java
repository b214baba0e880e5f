package org.acmespark.engine;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.acmespark.function.Conversion;
import org.acmespark.function.Parameter;
import org.acmespark.function.UserFunction;
import org.acmespark.hdf5.SliceReader;
import org.acmespark.model.AcmeException;
import org.acmespark.model.Arg;
import org.acmespark.plan.InShort;

/** Gathers the arguments of one computation after the other, on an executor; not thread-safe. */
final class Arguments implements AutoCloseable {
  private final Arg<?>[] args;
  private final RangeInputs.Values values;
  private final Supplier<CallContext> context;
  private final Map<String, SliceReader> readers = new HashMap<>();

  Arguments(List<Arg<?>> args, RangeInputs.Values values, Supplier<CallContext> context) {
    this.args = args.toArray(Arg<?>[]::new);
    this.values = values;
    this.context = context;
  }

  /**
   * The arguments of computation {@code index}; {@code element} is what the input RDD holds for it.
   */
  Object[] of(long index, Object element) {
    Object[] arguments = new Object[args.length];
    for (int k = 0; k < args.length; k++) {
      Arg<?> arg = args[k];
      if (arg instanceof Arg.Each<?>) {
        arguments[k] = values.get(k, index);
      } else if (arg instanceof Arg.All<?> all) {
        arguments[k] = all.value();
      } else if (arg instanceof Arg.Slices<?> slices) {
        arguments[k] = read(slices, index);
      } else if (arg instanceof Arg.Context) {
        arguments[k] = context.get();
      } else {
        arguments[k] = element;
      }
    }
    return arguments;
  }

  private Object read(Arg.Slices<?> slices, long index) {
    try {
      var slice =
          readers
              .computeIfAbsent(slices.file(), SliceReader::open)
              .slice(slices.dataset(), slices.axis(), index);
      return Conversion.convert(
          slice.toJava(), slices.type(), slices.file() + ":" + slices.dataset());
    } catch (IllegalArgumentException e) {
      throw new AcmeException(
          "cannot read slice %s of %s in %s: %s"
              .formatted(index, slices.dataset(), slices.file(), e.getMessage()),
          e);
    }
  }

  /** Arguments for a ledger or a message, with the names of the parameters where they are known. */
  static String inShort(UserFunction function, List<Arg<?>> args, Object[] values) {
    List<Parameter> parameters = function.parameters();
    List<String> shown = new ArrayList<>(values.length);
    for (int k = 0; k < values.length; k++) {
      if (!(args.get(k) instanceof Arg.Context)) {
        String name = parameters.isEmpty() ? "" : parameters.get(k).name() + "=";
        shown.add(name + InShort.of(values[k]));
      }
    }
    return "(" + String.join(", ", shown) + ")";
  }

  @Override
  public void close() {
    readers.values().forEach(SliceReader::close);
  }
}
