package org.acmespark.it;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A Scala REPL in a process of its own, with the options that spark-shell and Zeppelin give it. */
final class ScalaSession implements AutoCloseable {
  private static final String END = "--- end of cell ---";

  private final Process process;
  private final Writer cells;
  private final BufferedReader output;

  /** Starts it in {@code directory}. */
  ScalaSession(Path directory) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    for (String option : ManagementFactory.getRuntimeMXBean().getInputArguments()) {
      if (!option.startsWith("-Xmx") && !option.startsWith("-javaagent")) {
        command.add(option);
      }
    }
    command.addAll(List.of("-Xmx1g", "-cp", System.getProperty("java.class.path")));
    if (System.getProperty("acme.jar") != null) {
      command.add("-Dacme.jar=" + System.getProperty("acme.jar"));
    }
    command.addAll(
        List.of(
            "scala.tools.nsc.MainGenericRunner",
            "-usejavacp",
            "-Yrepl-class-based",
            "-Dscala.repl.prompt=%n"));
    try {
      process =
          new ProcessBuilder(command)
              .directory(directory.toFile())
              .redirectErrorStream(true)
              .start();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    cells = process.outputWriter();
    output = process.inputReader();
  }

  /** Runs a cell; returns all that it prints, results and errors included. */
  String cell(String code) {
    try {
      cells.write(code.strip() + "\n\nprintln(\"" + END + "\")\n");
      cells.flush();
      var said = new StringBuilder();
      String line = output.readLine();
      while (line != null && !line.endsWith(END)) {
        said.append(line).append('\n');
        line = output.readLine();
      }
      return said.toString();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    try {
      cells.write(":quit\n");
      cells.close();
      process.waitFor();
    } catch (IOException e) {
      process.destroyForcibly();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      process.destroyForcibly();
    }
  }
}
