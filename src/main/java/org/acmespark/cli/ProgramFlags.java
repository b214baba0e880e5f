package org.acmespark.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.acmespark.NamedMapBuilder;
import org.acmespark.ParallelMap;
import picocli.CommandLine.Option;

/** Options of {@code acme run} that call a program instead of a function. */
final class ProgramFlags {
  private static final Pattern FUNCTION = Pattern.compile("[\\w.$:/-]+::[\\w$]+(\\(.*\\))?");

  @Option(
      names = "--command",
      paramLabel = "TEXT",
      description =
          "Instead of FUNCTION: a program with its arguments, started once per computation. {name}"
              + " is the argument of that name, {name.json}, {name.npy} or {name.h5} the path of a"
              + " file with it; {index}, {seed}, {dir} (a scratch directory) and {out} (the file of"
              + " --result in it) are filled in.")
  private Optional<String> command;

  @Option(
      names = "--result",
      paramLabel = "FORM",
      description =
          "What is kept of a program: exit, none, stdout:text, stdout:number, stdout:integer,"
              + " stdout:json, stdout:csv (a row of numbers), FILE.npy, FILE.json, or"
              + " FILE.h5:/dataset.")
  private Optional<String> result;

  @Option(
      names = "--shell",
      description = "Give the command to a shell; what is put into it is quoted.")
  private boolean shell;

  /**
   * Returns the program; empty if a function is called instead.
   *
   * @param first the first word that is not an option
   * @throws IllegalArgumentException if both a program and a function are given, or neither
   */
  Optional<NamedMapBuilder> called(Optional<String> first) {
    if (command.isEmpty()) {
      if (result.isPresent() || shell) {
        throw new IllegalArgumentException(
            (result.isPresent() ? "--result" : "--shell") + " belongs to --command");
      }
      if (first.isEmpty()) {
        throw new IllegalArgumentException(
            "FUNCTION is missing: name one, or a program with --command");
      }
      return Optional.empty();
    }
    if (first.filter(word -> FUNCTION.matcher(word).matches()).isPresent()) {
      throw new IllegalArgumentException(
          "--command and function %s exclude each other; as an argument it is written '\"%s\"'"
              .formatted(first.get(), first.get()));
    }
    String form =
        result.orElseThrow(
            () ->
                new IllegalArgumentException(
                    "--result is missing: it says what is kept of the program, as stdout:number or out.npy; none for nothing"));
    return Optional.of(
        shell
            ? ParallelMap.shellCommand(command.get(), form)
            : ParallelMap.command(command.get(), form));
  }

  /**
   * Returns all arguments, including the first word if a program is called: the parser has read
   * that word as a function.
   */
  List<String> arguments(Optional<String> first, List<String> others) {
    List<String> all = new ArrayList<>();
    if (command.isPresent()) {
      first.ifPresent(all::add);
    }
    all.addAll(others);
    return all;
  }
}
