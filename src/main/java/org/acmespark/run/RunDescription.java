package org.acmespark.run;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.acmespark.function.UserFunction;
import org.acmespark.model.Arg;
import org.acmespark.model.Format;
import org.acmespark.model.KebabCase;
import org.acmespark.plan.Distribution;
import org.acmespark.plan.InShort;

/** Describes a run for its manifest before it begins: function, arguments, options, digests. */
public final class RunDescription {
  static final String NAME = "name";
  static final String N_INPUTS = "nInputs";
  static final String FUNCTION = "function";
  static final String FUNCTION_DIGEST = "functionSha256";
  static final String ARGUMENTS = "arguments";
  static final String DIGEST = "sha256";
  static final String SEED = "seed";
  static final String FORMAT = "format";
  static final String PAYLOAD = "payload";
  static final String SINGLE_FILE = "singleFile";
  static final String RESULT_SHAPE = "resultShape";
  static final String RESULT_TYPE = "resultType";
  static final String COMMAND = "command";

  private static final Arg.Cases<Map<String, Object>> DESCRIBED =
      new Arg.Cases<Map<String, Object>>() {
        @Override
        public Map<String, Object> each(Arg.Each<?> each) {
          return entry("each", InShort.of(each.values()));
        }

        @Override
        public Map<String, Object> all(Arg.All<?> all) {
          return entry("all", InShort.of(all.value()));
        }

        @Override
        public Map<String, Object> slices(Arg.Slices<?> slices) {
          return entry(
              "slices",
              "%s:%s%s along axis %s"
                  .formatted(
                      slices.file(),
                      slices.dataset(),
                      slices.spans().isEmpty() ? "" : slices.spans(),
                      slices.axis()));
        }

        @Override
        public Map<String, Object> files(Arg.Files<?> files) {
          List<String> names = files.files();
          Map<String, Object> entry =
              entry(
                  "files",
                  "%s%s of %s files, %s to %s"
                      .formatted(
                          files.dataset(),
                          files.spans().isEmpty() ? "" : files.spans(),
                          names.size(),
                          names.get(0),
                          names.get(names.size() - 1)));
          entry.put("files", names);
          return entry;
        }

        @Override
        public Map<String, Object> distributed(Arg.Distributed<?> distributed) {
          return entry("rdd", distributed.rdd().toString());
        }

        @Override
        public Map<String, Object> context(Arg.Context context) {
          return new LinkedHashMap<>(Map.of("kind", "computation"));
        }
      };

  private RunDescription() {}

  public static Map<String, Object> of(
      UserFunction function,
      Distribution.Distributed distributed,
      EffectiveOptions options,
      Optional<RecordedCommand> command) {
    Map<String, Object> description = new LinkedHashMap<>();
    description.put(FUNCTION, function.toString());
    description.put(FUNCTION_DIGEST, Digest.of(function));
    description.put(NAME, options.find(RunOption.NAME).orElse(function.name()));
    description.put(N_INPUTS, distributed.nInputs());
    description.put(ARGUMENTS, distributed.args().stream().map(RunDescription::argument).toList());
    // Reserves the position of the seed, which is drawn for each run unless it is given.
    options.find(RunOption.SEED).ifPresent(seed -> description.put(SEED, seed));
    description.put("retries", options.get(RunOption.RETRIES));
    options
        .find(RunOption.TIMEOUT)
        .ifPresent(limit -> description.put("timeout", limit.toString()));
    description.put("onFailure", KebabCase.of(options.get(RunOption.ON_FAILURE)));
    description.put(FORMAT, KebabCase.of(options.get(RunOption.FORMAT)));
    if (options.get(RunOption.SINGLE_FILE)) {
      description.put(SINGLE_FILE, true);
    } else if (options.get(RunOption.FORMAT) == Format.HDF5) {
      description.put(PAYLOAD, KebabCase.of(options.get(RunOption.PAYLOAD)));
    }
    options
        .find(RunOption.RESULT_SHAPE)
        .ifPresent(
            shape -> {
              description.put(RESULT_SHAPE, shape.toString());
              description.put(RESULT_TYPE, KebabCase.of(options.get(RunOption.RESULT_TYPE)));
            });
    if (options.get(RunOption.FLETCHER32)) {
      description.put("fletcher32", true);
    }
    if (!options.get(RunOption.COMPRESSION).isNone()) {
      description.put("compression", options.get(RunOption.COMPRESSION).toString());
    }
    options.find(RunOption.RANGE_SIZE).ifPresent(size -> description.put("rangeSize", size));
    command.ifPresent(line -> description.put(COMMAND, line.describe()));
    return description;
  }

  private static Map<String, Object> argument(Arg<?> arg) {
    Map<String, Object> entry = arg.match(DESCRIBED);
    entry.put(DIGEST, Digest.of(arg));
    return entry;
  }

  private static Map<String, Object> entry(String kind, String value) {
    Map<String, Object> entry = new LinkedHashMap<>();
    entry.put("kind", kind);
    entry.put("value", value);
    return entry;
  }

  /** Returns the maps of a list in a manifest; empty if the value is not such a list. */
  static List<Map<?, ?>> entries(Object list) {
    List<Map<?, ?>> entries = new ArrayList<>();
    if (list instanceof List<?> elements) {
      for (Object element : elements) {
        if (element instanceof Map<?, ?> map) {
          entries.add(map);
        }
      }
    }
    return entries;
  }
}
