package org.acmespark;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.acmespark.binding.AutomaticBinding;
import org.acmespark.binding.InputSources;
import org.acmespark.function.UserFunction;
import org.acmespark.model.Arg;
import org.acmespark.model.Format;
import org.acmespark.plan.Distribution;
import org.acmespark.program.Program;
import org.acmespark.python.PythonFunctions;
import org.acmespark.run.AcmeProperties;
import org.acmespark.run.EffectiveOptions;
import org.acmespark.run.RunOption;

/** Sets the arguments of a function that is given by name; the options follow. */
public final class NamedMapBuilder extends ParallelMapBuilder<Object> {
  private final String function;
  private final Optional<Program> program;
  private final List<Object> positional = new ArrayList<>();
  private final Map<String, Object> byName = new LinkedHashMap<>();

  NamedMapBuilder(String function, Optional<Program> program) {
    this.function = function;
    this.program = program;
  }

  /**
   * Adds arguments in the order of the parameters: numbers, strings, lists, arrays, sequences, or
   * an {@link Arg} of {@link Args}, which determines how it is distributed.
   */
  public NamedMapBuilder args(Object... values) {
    positional.addAll(values == null ? Collections.singletonList(null) : Arrays.asList(values));
    return this;
  }

  /**
   * Adds an argument by its parameter's name.
   *
   * @throws IllegalArgumentException if the argument was given before
   */
  public NamedMapBuilder arg(String name, Object value) {
    if (byName.containsKey(name)) {
      throw new IllegalArgumentException("argument " + name + " is given twice");
    }
    byName.put(name, value);
    return this;
  }

  /**
   * Sets the interpreter of a function in Python. The default is property {@code
   * spark.acme.python}, else environment variable {@code ACME_PYTHON}, else {@code python3}.
   */
  public NamedMapBuilder python(String interpreter) {
    with(RunOption.PYTHON, interpreter);
    return this;
  }

  /**
   * Sets the modules that a function in Python needs and that are sent to the executors: {@code
   * .py} files, folders, zips, wheels. The default is property {@code spark.acme.pyFiles}.
   */
  public NamedMapBuilder pythonFiles(List<String> files) {
    with(RunOption.PYTHON_FILES, List.copyOf(files));
    return this;
  }

  private List<UserFunction> functions(EffectiveOptions options) {
    if (program.isPresent() || !PythonFunctions.isPython(function)) {
      refuseOptionsOfPython();
    }
    if (program.isPresent()) {
      program.get().requireGiven(byName.keySet(), positional.size());
      String here = Path.of("").toAbsolutePath().toString();
      return List.of(program.get().function(here, AcmeProperties.taskCpus()));
    }
    if (!PythonFunctions.isPython(function)) {
      var loader = Thread.currentThread().getContextClassLoader();
      return UserFunction.candidates(function, loader);
    }
    var standard = PythonFunctions.Settings.standard();
    boolean whole = options.get(RunOption.FORMAT) == Format.PICKLE;
    var settings =
        new PythonFunctions.Settings(
            options.find(RunOption.PYTHON).orElse(standard.interpreter()),
            standard.path(),
            standard.directory(),
            whole,
            AcmeProperties.taskCpus(),
            options.get(RunOption.PYTHON_FILES));
    return List.of(PythonFunctions.named(function, settings));
  }

  /** Properties may hold for all runs, but what is given here is meant for this one. */
  private void refuseOptionsOfPython() {
    for (RunOption<?> option : List.of(RunOption.PYTHON, RunOption.PYTHON_FILES)) {
      if (given.find(option).isPresent()) {
        throw new IllegalArgumentException(
            "%s is for functions in Python, and %s is none; leave it out"
                .formatted(option.name(), program.isPresent() ? "a program" : function));
      }
    }
  }

  @Override
  Bound bind(EffectiveOptions options) {
    var bound =
        AutomaticBinding.bind(
            functions(options), positional, byName, nInputs(options), InputSources::length);
    return new Bound(
        bound.function(), new Distribution.Distributed(bound.nInputs(), bound.args()), List.of());
  }
}
