package org.acmespark.program;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.acmespark.function.AsGiven;
import org.acmespark.function.Call;
import org.acmespark.function.ForeignException;
import org.acmespark.function.Parameter;
import org.acmespark.function.ProcessEnd;
import org.acmespark.function.Threads;
import org.acmespark.hdf5.Hdf5Writer;
import org.acmespark.hdf5.value.Hdf5Value;
import org.acmespark.model.Computation;
import org.acmespark.numpy.Npy;

/** Starts a program for each call. The last argument is the context. */
final class ProgramCall implements Call {
  private static final long serialVersionUID = 1;

  private static final String FAILED = "ProgramFailed";
  private static final String MISSING = "ProgramMissing";
  private static final int LAST_LINES = 20;

  /** Greatest length of one word in Linux (execve(2), MAX_ARG_STRLEN). */
  private static final int LONGEST_WORD = 131_071;

  private final Program program;
  private final String directory;
  private final int threads;

  ProgramCall(Program program, String directory, int threads) {
    this.program = program;
    this.directory = directory;
    this.threads = threads;
  }

  @Override
  public Object call(Object[] args) throws Exception {
    Computation computation = (Computation) args[args.length - 1];
    try (Scratch scratch = Scratch.make()) {
      Map<String, String> variables = new HashMap<>();
      List<String> words = words(values(computation, args, scratch), variables);
      Path where = Path.of(directory);
      where = Files.isDirectory(where) ? where : scratch.directory();
      requireExecutable(words, where);
      Threads.limit(variables, threads);
      int status = GuardedProcess.start(words, variables, where, scratch).await();
      return result(computation, scratch, words.get(0), status);
    }
  }

  private Object result(Computation computation, Scratch scratch, String first, int status)
      throws ForeignException {
    String name = program.isShell() ? "the command" : first;
    String errors = Scratch.tail(scratch.standardError());
    log(computation, errors);
    if (!program.form().isStandardOutput()) {
      log(computation, Scratch.tail(scratch.standardOutput()));
    }
    if (status != 0 && program.form().kind() != ResultForm.Kind.EXIT) {
      List<String> lines = errors.lines().filter(line -> !line.isBlank()).toList();
      List<String> last = lines.subList(Math.max(0, lines.size() - LAST_LINES), lines.size());
      String end = ProcessEnd.describe(name, status);
      throw new ForeignException(
          FAILED,
          last.isEmpty() ? end : end + ": " + last.get(last.size() - 1).strip(),
          String.join("\n", last));
    }
    return new ResultReader(name, program.form()).read(scratch, status);
  }

  private static void log(Computation computation, String said) {
    if (!said.isBlank()) {
      computation.logger().log(System.Logger.Level.INFO, said);
    }
  }

  private void requireExecutable(List<String> words, Path where) throws ForeignException {
    if (!program.isShell() && Executables.find(words.get(0), where).isEmpty()) {
      throw new ForeignException(
          MISSING, "there is no program %s on this host".formatted(words.get(0)), "");
    }
  }

  private Map<Template.Hole, String> values(Computation computation, Object[] args, Scratch scratch)
      throws IOException {
    Map<Template.Hole, String> values = new HashMap<>();
    // The seed has 31 bits, because R accepts no more.
    int seed = computation.random().nextInt() & Integer.MAX_VALUE;
    Path folder = scratch.directory();
    for (Template word : program.words()) {
      for (Template.Hole hole : word.holes()) {
        values.put(
            hole,
            switch (hole.name()) {
              case "index" -> Long.toString(computation.index());
              case "seed" -> Integer.toString(seed);
              case "dir" -> folder.toString();
              case "out" -> folder.resolve(program.form().file()).toString();
              default -> value(hole, args[program.names().indexOf(hole.name())], folder);
            });
      }
    }
    Path out = folder.resolve(program.form().file()).getParent();
    Files.createDirectories(out); // the result may be in a subfolder
    return values;
  }

  private static String value(Template.Hole hole, Object argument, Path folder) throws IOException {
    if (hole.file().isEmpty()) {
      String text = PlainText.of(argument);
      if (text.getBytes(StandardCharsets.UTF_8).length > LONGEST_WORD) {
        throw new IllegalArgumentException(
            "argument %s takes %s characters, more than a command line holds; {%s.json} is the path of a file with it"
                .formatted(hole.name(), text.length(), hole.name()));
      }
      return text;
    }
    Path file = folder.resolve(hole.name() + "." + hole.file());
    switch (hole.file()) {
      case "json" -> Files.writeString(file, PlainText.json(argument));
      case "npy" -> Npy.write(file, Hdf5Value.of(argument));
      default -> {
        try (var writer = Hdf5Writer.create(file)) {
          writer.write(hole.name(), Hdf5Value.of(argument));
          writer.commit();
        }
      }
    }
    return file.toString();
  }

  private List<String> words(Map<Template.Hole, String> values, Map<String, String> variables) {
    if (program.isShell()) {
      var command = ShellText.of(program.words().get(0).pieces(), values, variables);
      return List.of("/bin/sh", "-c", command);
    }
    List<String> words = new ArrayList<>();
    for (Template template : program.words()) {
      var word = new StringBuilder();
      for (Template.Piece piece : template.pieces()) {
        word.append(piece instanceof Template.Text plain ? plain.text() : values.get(piece));
      }
      words.add(word.toString());
    }
    return words;
  }

  @Override
  public boolean usesProcesses() {
    return true;
  }

  @Override
  public int arity() {
    return program.names().size() + 1;
  }

  @Override
  public boolean returnsNothing() {
    return program.form().kind() == ResultForm.Kind.NONE;
  }

  @Override
  public List<Parameter> parameters() {
    List<Parameter> parameters = new ArrayList<>();
    for (String name : program.names()) {
      parameters.add(
          new Parameter(
              name, AsGiven.class, Optional.empty(), Parameter.Kind.VALUE, parameters.size()));
    }
    parameters.add(
        new Parameter(
            "",
            Computation.class,
            Optional.empty(),
            Parameter.Kind.COMPUTATION,
            parameters.size()));
    return parameters;
  }

  @Override
  public String show(Parameter parameter) {
    return parameter.name();
  }

  @Override
  public String digest() {
    return program.digest();
  }
}
