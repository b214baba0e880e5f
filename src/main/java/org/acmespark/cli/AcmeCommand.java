package org.acmespark.cli;

import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** What the commands of acme have in common: help, version, and where they print. */
@Command(
    mixinStandardHelpOptions = true,
    versionProvider = Acme.Version.class,
    footerHeading = "%nExamples:%n")
abstract class AcmeCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  final CommandSpec spec() {
    return spec;
  }

  /** Where results go. */
  final PrintWriter results() {
    return spec.commandLine().getOut();
  }

  /** Where everything else goes. */
  final PrintWriter messages() {
    return spec.commandLine().getErr();
  }
}
