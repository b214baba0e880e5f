package org.acmespark.python;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.acmespark.function.AsGiven;
import org.acmespark.function.Call;
import org.acmespark.function.ForeignException;
import org.acmespark.function.Parameter;
import org.acmespark.function.Pipeline;
import org.acmespark.model.AcmeException;
import org.acmespark.model.Computation;

/** Calls a Python function in a child process of this JVM. The last argument is the context. */
final class PythonCall implements Call {
  private static final long serialVersionUID = 1;

  private final PythonFunction function;
  private final ArrayList<Given> given;

  /** A parameter in serializable form. The default is null if the parameter has none. */
  private record Given(String name, String ownDefault, Parameter.Kind kind)
      implements Serializable {}

  PythonCall(PythonFunction function, List<Parameter> parameters) {
    this.function = function;
    this.given = new ArrayList<>();
    for (Parameter parameter : parameters) {
      String own = parameter.defaultJson().orElse(null);
      given.add(new Given(parameter.name(), own, parameter.kind()));
    }
    given.add(new Given("", null, Parameter.Kind.COMPUTATION));
  }

  @Override
  public Object call(Object[] args) throws Exception {
    Computation computation = (Computation) args[args.length - 1];
    PythonWorker worker = PythonWorkers.take(function);
    try {
      return worker.call(computation, args);
    } finally {
      PythonWorkers.giveBack(function, worker);
    }
  }

  @Override
  public void check() throws InterruptedException {
    try {
      PythonWorkers.giveBack(function, PythonWorkers.take(function));
    } catch (ForeignException e) {
      if (e.error().equals(PythonVersions.DIFFER)) {
        throw new AcmeException(e.getMessage());
      }
      // Otherwise the calls themselves fail.
    }
  }

  @Override
  public Optional<Pipeline> pipeline() {
    return Optional.of(new PythonPipeline(function));
  }

  @Override
  public int arity() {
    return given.size();
  }

  @Override
  public boolean returnsNothing() {
    return false;
  }

  @Override
  public List<Parameter> parameters() {
    List<Parameter> parameters = new ArrayList<>();
    for (Given each : given) {
      parameters.add(
          new Parameter(
              each.name(),
              each.kind() == Parameter.Kind.COMPUTATION ? Computation.class : AsGiven.class,
              Optional.ofNullable(each.ownDefault()),
              each.kind(),
              parameters.size()));
    }
    return parameters;
  }

  @Override
  public boolean ownsDefaults() {
    return true;
  }

  /** Formats the parameter as Python writes it, without a type. */
  @Override
  public String show(Parameter parameter) {
    return parameter.name() + parameter.defaultJson().map(own -> "=" + own).orElse("");
  }

  @Override
  public String digest() {
    return function.digest();
  }
}
