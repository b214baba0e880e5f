package org.acmespark.cli;

import java.io.PrintWriter;
import java.util.Locale;
import org.acmespark.model.KebabCase;
import picocli.AutoComplete;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code acme completion}: prints a script that completes words in a shell. */
@Command(
    name = "completion",
    description =
        "Prints a script that completes commands, options and files of acme. Add `source <(acme"
            + " completion bash)` to ~/.bashrc, or `source <(acme completion zsh)` to ~/.zshrc.",
    footer = {"  acme completion bash", "  acme completion zsh"})
final class CompletionCommand extends AcmeCommand {
  @Parameters(paramLabel = "SHELL", description = "bash or zsh.")
  private String shell = "";

  /** The shells; zsh reads scripts of bash. */
  private enum Shell {
    BASH(""),
    ZSH("autoload -Uz compinit && compinit\n");

    private final String prologue;

    Shell(String prologue) {
      this.prologue = prologue;
    }
  }

  @Override
  public Integer call() {
    Shell chosen = KebabCase.constant(Shell.class, shell.toLowerCase(Locale.ROOT));
    PrintWriter results = results();
    results.print(chosen.prologue);
    results.print(AutoComplete.bash("acme", spec().root().commandLine()));
    results.flush();
    return Acme.OK;
  }
}
