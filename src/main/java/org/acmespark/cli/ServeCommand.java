package org.acmespark.cli;

import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import org.acmespark.serve.Server;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/**
 * {@code acme serve}: computes runs for the Python package until the package closes standard input.
 */
@Command(
    name = "serve",
    hidden = true,
    description = {
      "Computes what the Python package acme asks for over standard input, and answers on standard"
          + " output. It is started by that package; `acme python` starts Python with it."
    },
    footer = "  acme serve --driver-memory 4g")
final class ServeCommand extends AcmeCommand {
  @Mixin private SubmitFlags spark;

  @Override
  public Integer call() {
    if (System.console() != null) {
      throw new IllegalArgumentException(
          "serve speaks with programs, not with people at a terminal; `acme python` starts Python with the package acme");
    }
    spark.requireThatSparkHasThem();
    // Functions and libraries print to System.out, which Acme.main has redirected.
    Server.serve(new FileInputStream(FileDescriptor.in), new FileOutputStream(FileDescriptor.out));
    return Acme.OK;
  }
}
