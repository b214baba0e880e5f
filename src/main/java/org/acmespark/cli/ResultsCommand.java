package org.acmespark.cli;

import picocli.CommandLine.Option;

/** What the commands about existing results have in common. */
abstract class ResultsCommand extends AcmeCommand implements Acme.Verbose {
  @Option(names = "--verbose", description = "Show where an error happened.")
  private boolean verbose;

  @Override
  public final boolean verbose() {
    return verbose;
  }
}
