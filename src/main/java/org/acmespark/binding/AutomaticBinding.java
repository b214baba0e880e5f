package org.acmespark.binding;

import java.lang.invoke.MethodType;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.ToLongFunction;
import org.acmespark.function.AsGiven;
import org.acmespark.function.Conversion;
import org.acmespark.function.Parameter;
import org.acmespark.function.UserFunction;
import org.acmespark.hdf5.value.ElementType;
import org.acmespark.hdf5.value.Hdf5Value;
import org.acmespark.hdf5.value.ScalarSequence;
import org.acmespark.model.Arg;
import org.acmespark.model.Computation;
import org.acmespark.model.Sequence;
import org.acmespark.plan.Candidate;
import org.acmespark.plan.Distribution;
import org.acmespark.plan.Mode;
import org.acmespark.plan.Sequences;

/**
 * Turns a function name and values by position and by name into arguments. The arguments have the
 * order and the types of the parameters, and are split or shared as ACME does it.
 */
public final class AutomaticBinding {
  private AutomaticBinding() {}

  /**
   * The function and its arguments, which the engine needs to start.
   *
   * @param args one per parameter; a parameter that takes the computation's index has {@link
   *     Arg.Context}, which {@link UserFunction#call} turns into the index
   */
  public record Bound(UserFunction function, long nInputs, List<Arg<?>> args) {}

  /**
   * Binds values to the parameters of a function, on the driver, before anything is started.
   *
   * @param functionSpec {@code package.Class::method}
   * @param positional values of the first parameters that the run does not fill itself: plain
   *     values, sequences or Args
   * @param named values of parameters by name
   * @param lengths number of elements of an {@link Arg.Slices} or {@link Arg.Distributed}
   * @throws IllegalArgumentException if the function or a parameter does not exist, an argument is
   *     missing, given twice or of the wrong type, or lengths disagree
   */
  static Bound bind(
      String functionSpec,
      ClassLoader loader,
      List<Object> positional,
      Map<String, Object> named,
      OptionalLong nInputs,
      ToLongFunction<Arg<?>> lengths) {
    return bind(UserFunction.candidates(functionSpec, loader), positional, named, nInputs, lengths);
  }

  /**
   * Binds values to the parameters of a function that was found; several functions are overloads of
   * one name.
   */
  public static Bound bind(
      List<UserFunction> functions,
      List<Object> positional,
      Map<String, Object> named,
      OptionalLong nInputs,
      ToLongFunction<Arg<?>> lengths) {
    List<ParameterAssignment> possible = ParameterAssignment.possible(functions, positional, named);
    return possible.size() == 1
        ? bind(possible.get(0), nInputs, lengths)
        : Overloads.choose(possible, assignment -> bind(assignment, nInputs, lengths));
  }

  private static Bound bind(
      ParameterAssignment assignment, OptionalLong nInputs, ToLongFunction<Arg<?>> lengths) {
    List<Candidate> candidates =
        assignment.values().stream().map(AutomaticBinding::candidate).toList();
    var distributed = Distribution.distribute(candidates, nInputs, lengths);
    List<Arg<?>> args = new ArrayList<>();
    for (ParameterAssignment.Value value : assignment.values()) {
      Arg<?> arg = distributed.args().get(args.size());
      args.add(asStored(arg, value).orElseGet(() -> converted(arg, value.parameter())));
    }
    return new Bound(assignment.function(), distributed.nInputs(), List.copyOf(args));
  }

  /**
   * Returns a dataset in its stored type, for a parameter that takes every value as it is given.
   */
  private static Optional<Arg<?>> asStored(Arg<?> arg, ParameterAssignment.Value assigned) {
    boolean whole = assigned.parameter().type() == AsGiven.class;
    return dataset(assigned.value())
        .filter(dataset -> whole && dataset.type() != ElementType.STRING)
        .map(
            dataset -> {
              if (arg instanceof Arg.Each) {
                return new Arg.Each<>(new ScalarSequence(dataset.type(), dataset.elements()));
              }
              if (arg instanceof Arg.All) {
                return new Arg.All<>(dataset);
              }
              throw new IllegalStateException("a dataset became " + arg);
            });
  }

  private static Optional<Hdf5Value> dataset(Object value) {
    Object inner = value instanceof Arg.All<?> all ? all.value() : value;
    return inner instanceof Hdf5Value whole ? Optional.of(whole) : Optional.empty();
  }

  private static Object plain(Object value) {
    return dataset(value)
        .map(whole -> value instanceof Arg.All ? new Arg.All<>(whole.toJava()) : whole.toJava())
        .orElse(value);
  }

  /** Converts a column of a table to values of the parameter's type. */
  private static Object typed(Object value, Parameter parameter) {
    Class<?> type = Conversion.rawClass(parameter.type());
    if (value instanceof Column column) {
      return column.as(type, parameter.name());
    }
    if (value instanceof Arg.Each<?> each && each.values() instanceof Column column) {
      return new Arg.Each<>(Sequences.of(column.as(type, parameter.name())));
    }
    if (value instanceof Arg.All<?> all && all.value() instanceof Column column) {
      return new Arg.All<>(column.as(type, parameter.name()));
    }
    Table.refuse(value, parameter.name());
    return value;
  }

  private static Candidate candidate(ParameterAssignment.Value assigned) {
    Parameter parameter = assigned.parameter();
    // null has no elements, and the parameter alone determines its converted value
    Object value =
        assigned.value() == null
            ? new Arg.All<>(Conversion.convert(null, parameter.type(), parameter.name()))
            : plain(typed(assigned.value(), parameter));
    return new Candidate(
        parameter.name(),
        Mode.AUTO,
        value,
        whole -> Conversion.fits(whole, parameter.type()),
        element -> Conversion.fits(element, parameter.type()),
        assigned.defaultLength(),
        assigned.isDefault());
  }

  private static Arg<?> converted(Arg<?> arg, Parameter parameter) {
    Class<?> raw = Conversion.rawClass(parameter.type());
    return arg.match(
        new Arg.Cases<Arg<?>>() {
          @Override
          public Arg<?> each(Arg.Each<?> each) {
            return new Arg.Each<>(converted(each.values(), parameter));
          }

          @Override
          public Arg<?> all(Arg.All<?> all) {
            return new Arg.All<>(
                Conversion.convert(all.value(), parameter.type(), parameter.name()));
          }

          @Override
          public Arg<?> slices(Arg.Slices<?> slices) {
            return raw == Object.class ? slices : slices.as(raw);
          }

          @Override
          public Arg<?> files(Arg.Files<?> files) {
            return raw == Object.class ? files : files.as(raw);
          }

          @Override
          public Arg<?> distributed(Arg.Distributed<?> distributed) {
            return distributed;
          }

          @Override
          public Arg<?> context(Arg.Context context) {
            if (parameter.kind() == Parameter.Kind.VALUE
                && !raw.isAssignableFrom(Computation.class)) {
              throw new IllegalArgumentException(
                  "argument %s is the computation's context, but its parameter takes %s; mark the parameter @TaskId if it is to be the index"
                      .formatted(parameter.name(), raw.getSimpleName()));
            }
            return context;
          }
        });
  }

  private static Sequence<?> converted(Sequence<?> values, Parameter parameter) {
    Class<?> raw = Conversion.rawClass(parameter.type());
    if (Sequences.elementType(values).filter(type -> isTaken(type, raw)).isPresent()) {
      return values; // a range is stored as two numbers
    }
    if (values.length() > Integer.MAX_VALUE - 8) {
      throw new IllegalArgumentException(
          "argument %s has %s values that would have to be converted to %s one by one: too many for memory"
              .formatted(parameter.name(), values.length(), raw.getSimpleName()));
    }
    List<Object> converted = new ArrayList<>((int) values.length());
    for (long i = 0; i < values.length(); i++) {
      converted.add(
          Conversion.convert(values.get(i), parameter.type(), parameter.name() + "[" + i + "]"));
    }
    return Sequences.of(converted);
  }

  /**
   * Whether a call accepts the element without conversion, as a subclass, or an int for a primitive
   * double.
   */
  private static boolean isTaken(Class<?> element, Class<?> parameter) {
    boolean isSmallInteger =
        element == Integer.class || element == Short.class || element == Byte.class;
    if (parameter == double.class) {
      return isSmallInteger || element == Double.class || element == Float.class;
    }
    if (parameter == long.class) {
      return isSmallInteger || element == Long.class;
    }
    if (parameter == AsGiven.class) {
      return true;
    }
    return parameter.isPrimitive()
        ? MethodType.methodType(parameter).wrap().returnType() == element
        : parameter.isAssignableFrom(element);
  }
}
