package org.acmespark.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.acmespark.Judges;
import org.acmespark.run.OptionGroup;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine.Model.OptionSpec;

/** What helps people to find commands and options. */
class CommandHelpTest {
  private static String said(int status, String... args) {
    var text = new StringWriter();
    var writer = new PrintWriter(text, true);
    assertEquals(status, Acme.execute(writer, writer, args), text::toString);
    return text.toString();
  }

  @Test
  void everyOptionOfRunIsInAGroup() {
    String help = said(Acme.OK, "run", "--help");
    int before = 0;
    for (OptionGroup group : OptionGroup.values()) {
      int heading = help.indexOf("\n" + group.title() + ":\n");
      assertTrue(heading > before, group + " in\n" + help);
      before = heading;
    }
    for (OptionSpec option :
        Acme.commandLine().getSubcommands().get("run").getCommandSpec().options()) {
      GroupedOptions.of(option);
      String shown =
          option.negatable()
              ? option.longestName().replaceFirst("--", "--[no-]")
              : option.longestName();
      assertTrue(option.hidden() || help.contains(shown), shown);
    }
    String results = help.substring(help.indexOf("\nResults:"), help.indexOf("\nExecution:"));
    assertTrue(results.contains("--result-shape=DIMS"), results);
    assertTrue(results.contains("--rerun=WHAT"), results);
    String slurm = help.substring(help.indexOf("\nWorkers that"), help.indexOf("\nMessages:"));
    assertTrue(slurm.contains("--partition=P"), slurm);
  }

  @Test
  void helpNamesEveryCommandAndHelpOfEach() {
    String help = said(Acme.OK, "--help");
    for (String command : List.of("run", "shell", "jupyter", "python", "completion", "help")) {
      assertTrue(help.contains("\n  " + command + " "), command + " in\n" + help);
    }
    assertEquals(said(Acme.OK, "run", "--help"), said(Acme.OK, "help", "run"));
    assertTrue(said(Acme.OK, "help", "jupyter").contains("--dir=DIR"));
  }

  @ParameterizedTest
  @CsvSource({"rum, run", "rnu, run", "resum, resume", "verfy, verify", "comp, completion"})
  void aMistypedCommandIsToldWhatIsNear(String word, String near) {
    String said = said(Acme.USAGE, word);
    assertTrue(
        said.startsWith("acme: there is no command %s; did you mean %s".formatted(word, near)),
        said);
    assertTrue(said(Acme.USAGE, "frobnicate").contains("; the commands are run, resume,"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"shell", "jupyter", "python"})
  void whatTheLauncherDoesIsRefusedElsewhere(String command) {
    assertTrue(said(Acme.USAGE, command).contains("is part of the command acme"));
  }

  @Test
  void bashCompletesCommandsAndOptions(@TempDir Path folder) throws IOException {
    Path script =
        Files.writeString(folder.resolve("acme.bash"), said(Acme.OK, "completion", "bash"));
    assertEquals("resume", completed(script, "acme", "resu"));
    assertEquals("--result-shape", completed(script, "acme", "run", "f", "--result-s"));
    assertTrue(said(Acme.OK, "completion", "zsh").contains("bashcompinit"));
    assertTrue(said(Acme.USAGE, "completion", "fish").contains("'fish' is none of bash, zsh"));
  }

  private static String completed(Path script, String... words) {
    String line = String.join(" ", words);
    var outcome =
        Judges.run(
            List.of(
                "bash",
                "-c",
                "source \"$1\"; COMP_WORDS=($2); COMP_CWORD=$((${#COMP_WORDS[@]} - 1));"
                    + " _complete_acme acme 2> /dev/null; echo \"${COMPREPLY[@]}\"",
                "bash",
                script.toString(),
                line));
    return outcome.output().strip();
  }

  @Test
  void theManualPageHasAllCommandsAndManTakesIt(@TempDir Path folder) throws IOException {
    String page = said(Acme.OK, "manual");
    assertTrue(page.startsWith(".TH ACME 1"), page);
    for (String expected : List.of(".SS acme run", ".SS acme jupyter", "\\-\\-rerun WHAT")) {
      assertTrue(page.contains(expected), expected);
    }
    if (Judges.run(List.of("sh", "-c", "command -v groff")).exitStatus() == 0) {
      Path file = Files.writeString(folder.resolve("acme.1"), page);
      var groff = Judges.run(List.of("groff", "-man", "-Tutf8", "-ww", "-z", file.toString()));
      assertEquals("", groff.output());
    }
  }
}
