package org.acmespark.it;

import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import jdk.jshell.EvalException;
import jdk.jshell.JShell;
import jdk.jshell.Snippet;
import jdk.jshell.SnippetEvent;
import jdk.jshell.SourceCodeAnalysis;

/**
 * A JShell as the JDK's tool starts it: the cells run in a JVM of their own, which drives Spark.
 */
final class JShellSession implements AutoCloseable {
  private final JShell shell;

  JShellSession() {
    List<String> options = new ArrayList<>();
    for (String option : ManagementFactory.getRuntimeMXBean().getInputArguments()) {
      if (!option.startsWith("-Xmx") && !option.startsWith("-javaagent")) {
        options.add(option);
      }
    }
    String classPath = System.getProperty("java.class.path");
    options.addAll(List.of("-Xmx1g", "--class-path", classPath));
    if (System.getProperty("acme.jar") != null) {
      options.add("-Dacme.jar=" + System.getProperty("acme.jar"));
    }
    shell =
        JShell.builder()
            .remoteVMOptions(options.toArray(String[]::new))
            .compilerOptions("--class-path", classPath)
            .out(System.err)
            .err(System.err)
            .build();
  }

  /**
   * Runs a cell.
   *
   * @return what JShell shows of the last snippet's value; an exception's message if one was thrown
   */
  String cell(String code) {
    String value = "";
    String rest = code;
    while (!rest.isBlank()) {
      SourceCodeAnalysis.CompletionInfo next = shell.sourceCodeAnalysis().analyzeCompletion(rest);
      String source = next.source() == null ? rest : next.source();
      rest = next.source() == null ? "" : next.remaining();
      for (SnippetEvent event : shell.eval(source)) {
        if (event.status() == Snippet.Status.REJECTED) {
          throw new AssertionError(source + "\n" + diagnostics(event.snippet()));
        }
        if (event.exception() instanceof EvalException thrown) {
          return thrown.getExceptionClassName() + ": " + thrown.getMessage();
        }
        if (event.exception() != null) {
          throw new AssertionError(source, event.exception());
        }
        if (event.value() != null) {
          value = event.value();
        }
      }
    }
    return value;
  }

  private String diagnostics(Snippet snippet) {
    return shell
        .diagnostics(snippet)
        .map(diagnostic -> diagnostic.getMessage(Locale.ROOT))
        .reduce("", (a, b) -> a + "\n" + b);
  }

  @Override
  public void close() {
    shell.close();
  }
}
