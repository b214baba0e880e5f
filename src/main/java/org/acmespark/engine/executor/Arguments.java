package org.acmespark.engine.executor;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.acmespark.engine.channel.FileVersion;
import org.acmespark.engine.channel.RangeInputs;
import org.acmespark.function.UserFunction;
import org.acmespark.hdf5.input.SliceReader;
import org.acmespark.model.AcmeException;
import org.acmespark.model.Arg;
import org.acmespark.plan.InShort;

/**
 * Collects the arguments of each computation on an executor. A call may change its arguments: no
 * other call sees the change, neither a call of another computation nor a repeated call of the same
 * one.
 *
 * <p>Shared values that are too large to copy are compared with their original state before results
 * are committed. If any call in this JVM has changed them, the task begins a new pass over the
 * computations that are not committed. In that pass the task has its own copies and checks them
 * after each call. Only the task's thread may use this object, except for {@link #isIntact} and
 * {@link #suspect}.
 */
public final class Arguments implements AutoCloseable {
  /** Where the values of one argument come from. */
  private interface Source {
    Object value(long index, Object element);
  }

  private final Arg<?>[] args;
  private final Source[] sources;
  private final UserFunction function;
  private final RangeInputs.Values values;
  private final SharedValues shared;
  private final Map<String, FileVersion> files;
  private final Supplier<CallContext> context;
  private final Map<String, SliceReader> readers = new HashMap<>();
  private final SharedValues.Generation[] checked;
  private boolean alone;
  private volatile boolean suspected;

  /**
   * @param files versions that files of slices must have; others are not compared
   */
  public Arguments(
      UserFunction function,
      List<Arg<?>> args,
      RangeInputs.Values values,
      SharedValues shared,
      Map<String, FileVersion> files,
      Supplier<CallContext> context) {
    this.function = function;
    this.args = args.toArray(Arg<?>[]::new);
    this.values = values;
    this.shared = shared;
    this.files = files;
    this.context = context;
    this.checked = new SharedValues.Generation[this.args.length];
    this.sources = new Source[this.args.length];
    Arrays.setAll(sources, k -> source(k, this.args[k]));
  }

  /**
   * Chooses the shared values that calls get until the next pass. The task calls this before its
   * first call of the function.
   */
  public void beginPass() {
    alone = suspected;
    for (int k = 0; k < args.length; k++) {
      if (shared.isChecked(k)) {
        checked[k] = alone ? shared.own(k) : shared.current(k);
      }
    }
  }

  /**
   * Returns the arguments of computation {@code index}. {@code element} is the element of the input
   * RDD for this computation.
   */
  public Object[] of(long index, Object element) {
    Object[] arguments = new Object[args.length];
    for (int k = 0; k < args.length; k++) {
      arguments[k] = sources[k].value(index, element);
    }
    return arguments;
  }

  private Source source(int k, Arg<?> arg) {
    return arg.match(
        new Arg.Cases<Source>() {
          @Override
          public Source each(Arg.Each<?> each) {
            return (index, element) -> Copying.copy(values.get(k, index));
          }

          @Override
          public Source all(Arg.All<?> all) {
            return (index, element) -> checked[k] == null ? shared.get(k) : checked[k].value();
          }

          @Override
          public Source slices(Arg.Slices<?> slices) {
            return (index, element) -> read(slices, index);
          }

          @Override
          public Source files(Arg.Files<?> files) {
            return (index, element) -> read(files, index);
          }

          @Override
          public Source distributed(Arg.Distributed<?> distributed) {
            return (index, element) -> Copying.copy(element);
          }

          @Override
          public Source context(Arg.Context context) {
            return (index, element) -> Arguments.this.context.get();
          }
        });
  }

  /** Returns whether the shared values that calls of this pass received are unchanged. */
  boolean isIntact() {
    if (alone) {
      return true; // the values were checked after each call
    }
    boolean intact = true;
    for (int k = 0; k < checked.length; k++) {
      if (checked[k] != null && !checked[k].isIntact()) {
        shared.replace(k, checked[k]);
        intact = false;
      }
    }
    return intact;
  }

  /** Requests that in the next pass no other task shares the values that calls get. */
  public void suspect() {
    suspected = true;
  }

  /**
   * Returns the outcome of a call: {@code thrown}, or null if the call threw nothing. If the task
   * has its own copies of the shared values, and the call threw nothing but changed one of them,
   * returns an exception that says so.
   */
  public Throwable afterCall(Throwable thrown) {
    if (!alone) {
      return thrown;
    }
    Throwable outcome = thrown;
    boolean goesOn = thrown instanceof TimedOutException;
    for (int k = 0; k < checked.length; k++) {
      if (checked[k] != null && (goesOn || !checked[k].isIntact())) {
        if (outcome == null) {
          outcome = new ChangedArgumentException(name(function, k), shared.shown(k));
        }
        checked[k] = null; // frees it before its replacement is made, since both may be large
        checked[k] = shared.own(k);
      }
    }
    return outcome;
  }

  /**
   * Reads a slice.
   *
   * @throws UnusableSliceException if this slice cannot be read or converted
   * @throws AcmeException if the file cannot be opened or is another version; no computation can
   *     use it here
   */
  private Object read(Arg.Slices<?> slices, long index) {
    SliceReader reader = readers.computeIfAbsent(slices.file(), this::open);
    try {
      var slice = reader.slice(slices.dataset(), slices.spans(), slices.axis(), index);
      return SliceValues.convert(slice, slices.type(), slices.file() + ":" + slices.dataset());
    } catch (IllegalArgumentException | AcmeException e) {
      throw new UnusableSliceException(
          "cannot use slice %s of %s in %s: %s"
              .formatted(index, slices.dataset(), slices.file(), e.getMessage()),
          e);
    }
  }

  private SliceReader open(String file) {
    SliceReader reader = SliceReader.open(file);
    try {
      Optional.ofNullable(files.get(file)).ifPresent(version -> version.requireOf(file));
      return reader;
    } catch (AcmeException e) {
      reader.close();
      throw e;
    }
  }

  /** Reads the dataset of a file, which is open meanwhile; throws as for a slice. */
  private static Object read(Arg.Files<?> files, long index) {
    String file = files.files().get((int) index);
    try (SliceReader reader = SliceReader.open(file)) {
      return SliceValues.convert(
          reader.part(files.dataset(), files.spans()), files.type(), file + ":" + files.dataset());
    } catch (IllegalArgumentException | AcmeException e) {
      throw new UnusableSliceException(
          "cannot use %s of %s: %s".formatted(files.dataset(), file, e.getMessage()), e);
    }
  }

  private static String fileInShort(Arg.Files<?> files, long index) {
    try {
      return InShort.of(read(files, index));
    } catch (AcmeException e) {
      return InShort.of(files.files().get((int) index) + ":" + files.dataset());
    }
  }

  /**
   * Returns a short description of the arguments as they were given, even if calls have changed
   * them.
   */
  public String inShort(long index, Object element) {
    String[] shown = new String[args.length];
    for (int k = 0; k < args.length; k++) {
      shown[k] = shown(k, index, element);
    }
    return inShort(function, List.of(args), shown);
  }

  private String shown(int k, long index, Object element) {
    return args[k].match(
        new Arg.Cases<String>() {
          @Override
          public String each(Arg.Each<?> each) {
            return InShort.of(values.get(k, index));
          }

          @Override
          public String all(Arg.All<?> all) {
            return shared.shown(k);
          }

          @Override
          public String slices(Arg.Slices<?> slices) {
            return sliceInShort(slices, index);
          }

          @Override
          public String files(Arg.Files<?> files) {
            return fileInShort(files, index);
          }

          @Override
          public String distributed(Arg.Distributed<?> distributed) {
            return InShort.of(element);
          }

          @Override
          public String context(Arg.Context context) {
            return ""; // contexts are left out
          }
        });
  }

  private String sliceInShort(Arg.Slices<?> slices, long index) {
    try {
      return InShort.of(read(slices, index));
    } catch (AcmeException e) {
      return InShort.of("slice %s of %s:%s".formatted(index, slices.file(), slices.dataset()));
    }
  }

  /**
   * Formats arguments for a ledger or a message, with the names of the parameters where they are
   * known.
   */
  public static String inShort(UserFunction function, List<Arg<?>> args, String[] shown) {
    List<String> parts = new ArrayList<>(shown.length);
    for (int k = 0; k < shown.length; k++) {
      if (!(args.get(k) instanceof Arg.Context)) {
        parts.add(function.parameters().isEmpty() ? shown[k] : name(function, k) + "=" + shown[k]);
      }
    }
    return "(" + String.join(", ", parts) + ")";
  }

  /** Returns the parameter's name, or its position counted from 1 if it has no name. */
  private static String name(UserFunction function, int k) {
    return function.parameters().isEmpty()
        ? String.valueOf(k + 1)
        : function.parameters().get(k).name();
  }

  @Override
  public void close() {
    readers.values().forEach(SliceReader::close);
  }
}
