package org.acmespark.cli;

import java.util.List;
import org.acmespark.run.GivenOptions;
import org.acmespark.run.RunOption;
import picocli.CommandLine.IModelTransformer;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/** Adds the options of {@link RunOption} to a command. */
final class RunFlags {
  /** Position in the help: before the options that a command declares itself. */
  private static final int BEFORE_OTHERS = -2;

  private RunFlags() {}

  /** Adds the options to {@code acme run}. */
  static final class OfRun implements IModelTransformer {
    @Override
    public CommandSpec transform(CommandSpec command) {
      RunOption.all().stream()
          .filter(option -> option.flag().isPresent() && !option.isOnlyForResuming())
          .forEach(option -> command.addOption(spec(option, option.help())));
      return command;
    }
  }

  /** Adds to {@code acme resume} the options that may change when a run is resumed. */
  static final class OfResume implements IModelTransformer {
    @Override
    public CommandSpec transform(CommandSpec command) {
      for (RunOption<?> option :
          List.of(
              RunOption.RETRY_FAILED,
              RunOption.FORCE,
              RunOption.WAIT_LOCK,
              RunOption.USER_CLASSPATH_FIRST)) {
        command.addOption(spec(option, option.help()));
      }
      return command.addOption(
          spec(RunOption.WORKERS, "Cores of a local run (default: as the run was begun)."));
    }
  }

  private static OptionSpec spec(RunOption<?> option, String help) {
    OptionSpec.Builder spec =
        OptionSpec.builder(option.flag().orElseThrow()).description(help).order(BEFORE_OTHERS);
    if (option.isRepeatable()) {
      return spec.type(String[].class).arity("1").paramLabel(option.label()).build();
    }
    return option.isSwitch()
        ? spec.type(boolean.class).arity("0").negatable(option.isNegatable()).build()
        : spec.type(String.class).arity("1").paramLabel(option.label()).build();
  }

  /**
   * Returns the options that a parsed command line gives.
   *
   * @throws IllegalArgumentException naming the option whose text is not one of its values
   */
  static GivenOptions given(CommandSpec command) {
    var given = new GivenOptions();
    for (RunOption<?> option : RunOption.all()) {
      option
          .flag()
          .map(command::findOption)
          .map(OptionSpec::getValue)
          .map(RunFlags::text)
          .ifPresent(text -> given.set(option, option.flag().orElseThrow(), text));
    }
    return given;
  }

  private static String text(Object value) {
    return value instanceof String[] several ? String.join(",", several) : value.toString();
  }
}
