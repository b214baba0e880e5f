package org.acmespark.program;

import java.io.Serializable;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.acmespark.function.CodeDigest;
import org.acmespark.function.EditDistance;
import org.acmespark.function.UserFunction;

/**
 * A program that is called as a function.
 *
 * <pre>{@code
 * Program.of("fit --in {x} --seed {seed} --out {out}", "out.h5:/params", false).function();
 * }</pre>
 *
 * <p>The placeholders are the names of arguments, and {@code {index}}, {@code {seed}}, {@code
 * {dir}} (the call's scratch directory) and {@code {out}} (the result file in it).
 */
public final class Program implements Serializable {
  private static final long serialVersionUID = 1;

  private static final List<String> OURS = List.of("index", "seed", "dir", "out");
  private static final List<String> FILES = List.of("json", "npy", "h5");
  private static final String OUT = "out";
  private static final String DIR = "dir";

  private final String command;
  private final boolean isShell;
  private final String result;
  private final ResultForm form;
  private final List<Template> words;
  private final Set<String> names = new LinkedHashSet<>();

  private Program(String command, String result, boolean isShell) {
    this.command = command;
    this.isShell = isShell;
    this.result = result;
    this.form = ResultForm.parse(result);
    this.words =
        (isShell ? List.of(command) : Words.of(command)).stream().map(Template::of).toList();
  }

  /**
   * Creates a program from its command line.
   *
   * @param result result of a call: {@code exit}, {@code none}, {@code stdout:text}, {@code
   *     stdout:number}, {@code stdout:integer}, {@code stdout:json}, {@code stdout:csv}, {@code
   *     FILE.npy}, {@code FILE.json}, {@code FILE.h5:/dataset}
   * @param isShell whether a shell runs the command; otherwise the command is split into words,
   *     which are passed to the program unchanged
   * @throws IllegalArgumentException if the command or the result is not valid, or the program does
   *     not exist on this machine
   */
  public static Program of(String command, String result, boolean isShell) {
    var program = new Program(command, result, isShell);
    program.check();
    return program;
  }

  private void check() {
    if (command.isBlank()) {
      throw new IllegalArgumentException("the command is empty");
    }
    List<Template.Hole> holes = holes();
    for (Template.Hole hole : holes) {
      boolean isOurs = OURS.contains(hole.name());
      if (!hole.file().isEmpty() && (isOurs || !FILES.contains(hole.file()))) {
        throw refused(
            "%s is no placeholder: a file with an argument is written {name.json}, {name.npy} or {name.h5}"
                    .formatted(hole)
                + asText(hole.toString()));
      }
      if (!isOurs) {
        names.add(hole.name());
        if (hole.file().length() > 0 && form.file().equals(hole.name() + "." + hole.file())) {
          throw refused(hole + " and the result would be one file; name the result otherwise");
        }
      }
    }
    checkPlaceOfResult(holes.stream().map(Template.Hole::name).toList());
    if (!isShell && words.get(0).holes().isEmpty()) {
      requireExecutable();
    }
  }

  private void checkPlaceOfResult(List<String> used) {
    if (form.isInFile() && !used.contains(OUT) && !used.contains(DIR)) {
      throw refused(
          "the result is in %s, but the program is not told where that is: {out} is missing"
              .formatted(form.file()));
    }
    if (!form.isInFile() && used.contains(OUT)) {
      throw refused(
          "{out} is the file of the result, but the result is %s; name a file, as out.npy, or use {dir}"
              .formatted(result));
    }
  }

  private void requireExecutable() {
    String name = words.get(0).text();
    Path here = Path.of("").toAbsolutePath();
    if (Executables.find(name, here).isEmpty()) {
      throw refused(
          name.contains("/")
              ? "there is no program %s (seen from %s)".formatted(name, here)
              : "there is no program %s on the PATH".formatted(name));
    }
  }

  private IllegalArgumentException refused(String why) {
    return new IllegalArgumentException("the command %s: %s".formatted(command, why));
  }

  private static String asText(String hole) {
    return "; the text itself is written {%s}".formatted(hole);
  }

  private List<Template.Hole> holes() {
    return words.stream().flatMap(word -> word.holes().stream()).toList();
  }

  /**
   * Checks that the given arguments are those that the command names.
   *
   * @param positional number of arguments given by position; they belong to the first placeholders
   * @throws IllegalArgumentException if they differ; the message suggests names that may be meant
   */
  public void requireGiven(Collection<String> given, int positional) {
    for (String name : given) {
      if (OURS.contains(name)) {
        throw refused("{%s} is filled by acme; give the argument another name".formatted(name));
      }
    }
    Set<String> missing = new LinkedHashSet<>(names);
    List.copyOf(names).stream().limit(positional).forEach(missing::remove);
    missing.removeAll(given);
    List<String> unused = given.stream().filter(name -> !names.contains(name)).toList();
    if (!missing.isEmpty()) {
      String first = missing.iterator().next();
      List<String> known = new ArrayList<>(unused);
      known.addAll(OURS);
      throw refused(
          "{%s} is the place of an argument that is not given; nearest to it: %s%s"
              .formatted(
                  first, EditDistance.nearest(first, known, 1).get(0), asText("{" + first + "}")));
    }
    if (!unused.isEmpty()) {
      String first = unused.get(0);
      throw refused(
          names.isEmpty()
              ? "argument %s has no place in it; it would be {%s}".formatted(first, first)
              : "argument %s has no place in it; nearest to it: {%s}"
                  .formatted(first, EditDistance.nearest(first, names, 1).get(0)));
    }
    if (positional > names.size()) {
      throw refused(
          "it has places for %s arguments, but %s are given".formatted(names.size(), positional));
    }
  }

  /**
   * Returns the function that runs the program.
   *
   * @param directory working directory of the program, if the executor has such a directory
   * @param threads number of cores of a call; it limits libraries that would use all cores
   */
  public UserFunction function(String directory, int threads) {
    return UserFunction.of(name(), new ProgramCall(this, directory, threads));
  }

  /** Returns the program's file name without its extension, if result files can have this name. */
  private String name() {
    boolean isPlain = !isShell && words.get(0).holes().isEmpty();
    String first = isPlain ? words.get(0).text() : Words.first(command);
    String file = first.substring(first.lastIndexOf('/') + 1).replaceFirst("\\.\\w+$", "");
    return file.matches("[\\p{L}_][\\p{L}\\p{N}_-]*") ? file : "command";
  }

  boolean isShell() {
    return isShell;
  }

  ResultForm form() {
    return form;
  }

  List<Template> words() {
    return words;
  }

  List<String> names() {
    return List.copyOf(names);
  }

  /** Returns a digest of everything in the command that determines the results. */
  String digest() {
    return CodeDigest.of("%s %s %s".formatted(isShell, result, command));
  }
}
