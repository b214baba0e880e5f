package org.acmespark;

import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;
import org.acmespark.function.AsGiven;
import org.acmespark.function.Parameter;
import org.acmespark.model.Arg;
import org.acmespark.plan.InShort;
import org.acmespark.run.EffectiveOptions;
import org.acmespark.run.RunOption;

/**
 * Says in one line what a run will do, before it begins:
 *
 * <pre>
 * lowpass: 8 computations; samples = columns of /data (double[1000]); cutoff = 50 shared; results
 * in a new directory ./ACME_...
 * </pre>
 */
final class Preview implements Arg.Cases<String> {
  private static final List<String> LINES = List.of("rows", "columns");

  private Preview() {}

  static String of(Bound bound, EffectiveOptions options) {
    long n = bound.distributed().nInputs();
    List<Parameter> parameters = bound.function().parameters();
    IntFunction<String> names =
        k -> parameters.isEmpty() ? "argument " + (k + 1) : parameters.get(k).name();
    List<String> parts = new ArrayList<>();
    parts.add(
        "%s: %s computation%s"
            .formatted(
                options.find(RunOption.NAME).orElse(bound.function().name()),
                n,
                n == 1 ? "" : "s"));
    List<Arg<?>> args = bound.distributed().args();
    for (int k = 0; k < args.size(); k++) {
      if (!(args.get(k) instanceof Arg.Context)) {
        parts.add(names.apply(k) + " = " + args.get(k).match(new Preview()));
      }
    }
    parts.add(place(options));
    return String.join("; ", parts);
  }

  private static String place(EffectiveOptions options) {
    if (options.get(RunOption.IN_MEMORY)) {
      return "results in memory";
    }
    return options
        .resume()
        .map(resume -> "results in " + resume.directory())
        .or(() -> options.find(RunOption.OUTPUT_DIR).map(directory -> "results in " + directory))
        .orElse("results in a new directory ./ACME_...");
  }

  @Override
  public String each(Arg.Each<?> each) {
    return InShort.of(each.values());
  }

  @Override
  public String all(Arg.All<?> all) {
    return InShort.of(all.value()) + " shared";
  }

  @Override
  public String slices(Arg.Slices<?> slices) {
    long[] shape = Datasets.shape(slices.file(), slices.dataset());
    String what =
        shape.length == 2 && slices.spans().isEmpty()
            ? LINES.get(slices.axis())
            : shape.length == 1 ? "elements" : "slices along dimension " + slices.axis();
    StringBuilder type = new StringBuilder(elementOf(slices.type()));
    for (int k = 0; k < shape.length; k++) {
      if (k != slices.axis()) {
        String length =
            slices.spans().isEmpty() ? Long.toString(shape[k]) : slices.spans().get(k).toString();
        type.append('[').append(length).append(']');
      }
    }
    String of = slices.dataset().equals("/") ? slices.file() : slices.dataset();
    return "%s of %s (%s)".formatted(what, of, type);
  }

  private static String elementOf(Class<?> type) {
    Class<?> element = type;
    while (element.isArray()) {
      element = element.getComponentType();
    }
    return element == Object.class || element == AsGiven.class ? "" : element.getSimpleName();
  }

  @Override
  public String files(Arg.Files<?> files) {
    List<String> names = files.files();
    String which =
        names.size() == 1
            ? names.get(0)
            : "%s files, %s to %s"
                .formatted(names.size(), names.get(0), names.get(names.size() - 1));
    return files.dataset().equals("/") ? which : files.dataset() + " of " + which;
  }

  @Override
  public String distributed(Arg.Distributed<?> distributed) {
    return "elements of an RDD";
  }

  @Override
  public String context(Arg.Context context) {
    return "";
  }
}
