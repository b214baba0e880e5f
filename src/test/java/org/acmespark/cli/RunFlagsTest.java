package org.acmespark.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.acmespark.model.StopClient;
import org.acmespark.model.Verbosity;
import org.acmespark.model.WorkerCount;
import org.acmespark.run.GivenOptions;
import org.acmespark.run.RunOption;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

class RunFlagsTest {
  private static GivenOptions given(String... options) {
    List<String> words = new ArrayList<>(List.of("run", "a.B::c"));
    words.addAll(List.of(options));
    var nowhere = new PrintWriter(new StringWriter());
    return RunCommand.parse(words, nowhere, nowhere).given();
  }

  @Test
  void eachOptionWithAFlagIsOneOfItsCommandAndExplained() {
    CommandLine acme = Acme.commandLine();
    for (RunOption<?> option : RunOption.all()) {
      String command = option.isOnlyForResuming() ? "resume" : "run";
      option
          .flag()
          .ifPresent(
              flag -> {
                var spec = acme.getSubcommands().get(command).getCommandSpec().findOption(flag);
                assertNotNull(spec, flag);
                assertEquals(List.of(option.help()), List.of(spec.description()));
              });
    }
  }

  @Test
  void aReportIsAskedForOrRefused() {
    assertEquals(Optional.of(true), given("--report").find(RunOption.REPORT));
    assertEquals(Optional.of(false), given("--no-report").find(RunOption.REPORT));
  }

  @Test
  void givesNothingThatWasNotTyped() {
    GivenOptions nothing = given();
    for (RunOption<?> option : RunOption.all()) {
      assertEquals(Optional.empty(), nothing.find(option), option.name());
    }
  }

  @Test
  void readsWhatWasTyped() {
    GivenOptions given =
        given("--in-memory", "--timeout=2min", "--stop-client", "true", "--n-workers=3", "--quiet");
    assertEquals(Optional.of(true), given.find(RunOption.IN_MEMORY));
    assertEquals(Optional.of(Duration.ofMinutes(2)), given.find(RunOption.TIMEOUT));
    assertEquals(Optional.of(StopClient.ALWAYS), given.find(RunOption.STOP_CLIENT));
    assertEquals(Optional.of(WorkerCount.of(3)), given.find(RunOption.WORKERS));
    assertEquals(Optional.of(Verbosity.QUIET), given.find(RunOption.VERBOSITY));
  }
}
