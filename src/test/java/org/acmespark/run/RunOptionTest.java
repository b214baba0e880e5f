package org.acmespark.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.acmespark.model.Format;
import org.acmespark.model.OnFailure;
import org.acmespark.model.StopClient;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RunOptionTest {
  private static final Path PAGE = Path.of("docs/options.md");

  private final GivenOptions given = new GivenOptions();

  private EffectiveOptions effective() {
    return EffectiveOptions.of(given, new GivenOptions());
  }

  private String refusal(String property, String value) {
    return assertThrows(
            IllegalArgumentException.class, () -> AcmeProperties.set(given, property, value))
        .getMessage();
  }

  @Test
  void namesAreUnique() {
    Set<String> names = new HashSet<>();
    for (RunOption<?> option : RunOption.all()) {
      assertTrue(names.add("property " + option.property()), option.property());
      assertTrue(names.add("name " + option.name()), option.name());
      option.flag().ifPresent(flag -> assertTrue(names.add(flag), flag));
      assertFalse(option.help().isEmpty(), option.name());
    }
  }

  @Test
  void thePageShowsTheTable() throws Exception {
    var table =
        new StringBuilder("| in Java | `spark.acme.` | `acme run` | |\n|---|---|---|---|\n");
    for (RunOption<?> option : RunOption.all()) {
      String flag =
          option.flag().map(name -> "`" + (name + " " + option.label()).strip() + "`").orElse("");
      table.append(
          "| `%s` | `%s` | %s%s | %s |\n"
              .formatted(
                  option.method(),
                  option.property(),
                  flag,
                  option.isOnlyForResuming() ? " of `acme resume`" : "",
                  option.help()));
    }
    assertTrue(Files.readString(PAGE).contains(table), "docs/options.md needs this:\n" + table);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "retries | many | retries is 'many', but must be a whole number",
        "retries | -1 | retries is -1, but must be 0 or more",
        "workers | 5000000000 | workers is 5000000000, but must be at most 2147483647",
        "payload | all | payload: 'all' is none of auto, per-computation, per-partition",
        "inMemory | yes | inMemory is 'yes', but must be true or false",
        "workers | 0 | workers is 0, but must be 1 or more",
        "workers | 5..2 | the first number must not be above the second",
        "workers | 2..many | workers is 'many', but must be a whole number",
        "retryMemory | 1x | retryMemory is 1x, but a factor must be above 1",
        "memoryPerComputation | much | must be a size such as 8GB",
        "expectedTime | soon | must be a time with its unit",
        "stopClient | later | stopClient: 'later' is none of auto, true, false",
        "timeout | 0.5 | must be a time with its unit",
        "cleanupThresholdDays | -1 | cleanupThresholdDays is -1, but must be 0 or more",
        "logfile | /no/such/folder/x.log | must be a file in a folder that exists",
        "name | ../x | cannot name files",
      })
  void refusesPropertiesThatMeanNothing(String property, String value, String words) {
    String message = refusal(property, value);
    String head = "property spark.acme.%s=%s: ".formatted(property, value);
    assertTrue(message.startsWith(head), message);
    assertTrue(message.contains(words), message);
  }

  @Test
  void anUnknownPropertyListsTheOthers() {
    String message = refusal("sed", "4");
    for (RunOption<?> option : RunOption.all()) {
      assertTrue(message.contains("spark.acme." + option.property()), message);
    }
  }

  @Test
  void readsEachKindOfProperty() {
    Map.of(
            "nInputs", "7",
            "onFailure", "STOP",
            "format", "pickle",
            "stopClient", "false",
            "cleanupThresholdDays", "2",
            "timeout", "1.5h",
            "singleFile", "false")
        .forEach((key, value) -> AcmeProperties.set(given, key, value));
    EffectiveOptions options = effective();
    assertEquals(Optional.of(7L), options.find(RunOption.N_INPUTS));
    assertEquals(OnFailure.STOP, options.get(RunOption.ON_FAILURE));
    assertEquals(Format.PICKLE, options.get(RunOption.FORMAT));
    assertEquals(StopClient.NEVER, options.get(RunOption.STOP_CLIENT));
    assertEquals(Optional.of(Duration.ofDays(2)), options.find(RunOption.CLEANUP_OLDER_THAN));
    assertEquals(Optional.of(Duration.ofMinutes(90)), options.find(RunOption.TIMEOUT));
    assertFalse(options.get(RunOption.SINGLE_FILE));
  }

  @Test
  void whatIsGivenGoesBeforeThePropertiesAndTheseBeforeTheDefaults() {
    var properties = new GivenOptions();
    AcmeProperties.set(properties, "retries", "3");
    AcmeProperties.set(properties, "seed", "42");
    given.set(RunOption.RETRIES, 1);
    var options = EffectiveOptions.of(given, properties);
    assertEquals(1, options.get(RunOption.RETRIES));
    assertEquals(42, options.get(RunOption.SEED));
    assertEquals(OnFailure.CONTINUE, options.get(RunOption.ON_FAILURE));
    assertEquals(Optional.empty(), options.find(RunOption.TIMEOUT));
  }

  @Test
  void settingsOfSlurmAreKeptByTheirKey() {
    AcmeProperties.set(given, "slurm.partition", "8GBS");
    AcmeProperties.set(given, "slurm.coresPerWorker", "2");
    assertEquals(new TreeMap<>(Map.of("partition", "8GBS", "coresPerWorker", "2")), given.slurm());
  }
}
