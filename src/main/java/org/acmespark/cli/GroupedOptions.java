package org.acmespark.cli;

import java.lang.reflect.Field;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.acmespark.run.OptionGroup;
import org.acmespark.run.RunOption;
import picocli.CommandLine.Help;
import picocli.CommandLine.IHelpSectionRenderer;
import picocli.CommandLine.Model.OptionSpec;

/** Shows the options of {@code acme run} in groups. */
final class GroupedOptions implements IHelpSectionRenderer {
  private static final Map<Class<?>, OptionGroup> OF_CLASSES =
      Map.of(
          ProgramFlags.class, OptionGroup.INPUTS,
          SubmitFlags.class, OptionGroup.EXECUTION,
          ClusterFlags.class, OptionGroup.EXECUTION,
          DetachFlag.class, OptionGroup.EXECUTION,
          SlurmFlags.class, OptionGroup.SLURM,
          VerbosityFlags.class, OptionGroup.MESSAGES);

  private static final Map<String, OptionGroup> OF_NAMES =
      Map.of(
          "--jar", OptionGroup.INPUTS,
          "--dry-run", OptionGroup.EXECUTION,
          "--json", OptionGroup.MESSAGES,
          "--help", OptionGroup.MESSAGES,
          "--version", OptionGroup.MESSAGES);

  /**
   * Returns the group of an option.
   *
   * @throws IllegalArgumentException if no group has been chosen for it
   */
  static OptionGroup of(OptionSpec option) {
    String name = option.longestName();
    return RunOption.all().stream()
        .filter(each -> each.flag().equals(Optional.of(name)))
        .<OptionGroup>map(RunOption::group)
        .findAny()
        .or(() -> Optional.ofNullable(OF_NAMES.get(name)))
        .or(() -> declaring(option).map(OF_CLASSES::get))
        .orElseThrow(() -> new IllegalArgumentException("no group is chosen for " + name));
  }

  private static Optional<Class<?>> declaring(OptionSpec option) {
    return option.userObject() instanceof Field field
        ? Optional.of(field.getDeclaringClass())
        : Optional.empty();
  }

  @Override
  public String render(Help help) {
    Map<OptionGroup, Help.Layout> layouts = new EnumMap<>(OptionGroup.class);
    List<OptionSpec> shown =
        help.commandSpec().options().stream().filter(option -> !option.hidden()).toList();
    for (OptionSpec option : shown) {
      // Each group gets the columns of all options, so that they are aligned.
      layouts
          .computeIfAbsent(
              of(option), group -> help.createDefaultLayout(shown, List.of(), help.colorScheme()))
          .addOption(option, help.createDefaultParamLabelRenderer());
    }
    var text = new StringBuilder();
    layouts.forEach((group, layout) -> text.append("%n%s:%n%s".formatted(group.title(), layout)));
    return text.toString();
  }
}
