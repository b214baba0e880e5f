package org.acmespark;

import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.acmespark.binding.InputSources;
import org.acmespark.model.Notice;
import org.acmespark.model.Verbosity;
import org.acmespark.plan.FunctionNames;
import org.acmespark.run.AcmeProperties;
import org.acmespark.run.ClusterChoice;
import org.acmespark.run.Computing;
import org.acmespark.run.EffectiveOptions;
import org.acmespark.run.GivenOptions;
import org.acmespark.run.RecordedCommand;
import org.acmespark.run.Rerunning;
import org.acmespark.run.RunDescription;
import org.acmespark.run.RunOption;
import org.acmespark.run.UserJars;

/**
 * A run that can begin: its function was found, its arguments were distributed, and none of its
 * options conflict.
 *
 * @param description what the manifest says about the run; empty for a run in memory
 */
record MapPlan(
    Bound bound,
    EffectiveOptions options,
    Map<String, Object> description,
    ClusterChoice where,
    UserJars userJars) {

  /**
   * Plans a run.
   *
   * @param binding finds the function and distributes its arguments
   * @throws IllegalArgumentException if an argument or option is wrong
   */
  static MapPlan of(
      Function<EffectiveOptions, Bound> binding,
      GivenOptions given,
      ClusterChoice where,
      Optional<RecordedCommand> command) {
    GivenOptions properties = AcmeProperties.read();
    var options = EffectiveOptions.of(given, properties);
    boolean first = options.get(RunOption.USER_CLASSPATH_FIRST);
    UserJars userJars = first ? UserJars.first() : UserJars.last();
    ClusterChoice place = where.over(given, properties);
    return userJars.during(() -> of(binding.apply(options), options, place, userJars, command));
  }

  private static MapPlan of(
      Bound bound,
      EffectiveOptions options,
      ClusterChoice where,
      UserJars userJars,
      Optional<RecordedCommand> command) {
    Computing.requirePossible(options, bound.function(), bound.distributed().nInputs());
    FunctionNames.requireSafe(options.find(RunOption.NAME).orElse(bound.function().name()));
    InputSources.requireCountable(bound.distributed().nInputs());
    InputSources.requireFitting(bound.function(), bound.distributed().args());
    where.requirePossible(options);
    if (options.get(RunOption.VERBOSITY) != Verbosity.QUIET) {
      bound.warnings().forEach(text -> Notice.say("warning: " + text));
    }
    Map<String, Object> description =
        options.get(RunOption.IN_MEMORY)
            ? Map.of()
            : RunDescription.of(bound.function(), bound.distributed(), options, command);
    Rerunning.check(options, description);
    return new MapPlan(bound, options, description, where, userJars);
  }
}
