package org.acmespark.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;
import org.acmespark.run.RecordedCommand;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What of a recorded command line is used again, and what is never recorded. */
class EarlierConfTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "spark.driver.extraJavaOptions=-javaagent:x.jar",
        "spark.executor.extraClassPath=/tmp/x",
        "spark.driver.extraLibraryPath=/tmp/x",
        "spark.jars=/tmp/x.jar",
        "spark.plugins=a.B",
        "spark.extraListeners=a.B"
      })
  void whatMayNameCodeIsGivenAgainOrTrusted(String property) {
    var refusal =
        assertThrows(IllegalArgumentException.class, () -> EarlierConf.require(property, false));
    assertTrue(refusal.getMessage().contains("--trust"), refusal::getMessage);
    assertEquals(property, EarlierConf.require(property, true));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"spark.executor.memory=2g", "spark.acme.retries=1", "spark.master=local[2]"})
  void whatSaysHowMuchAndWhereIsTaken(String property) {
    assertEquals(property, EarlierConf.require(property, false));
  }

  @Test
  void secretsAreNotRecordedAndHaveToBeGivenAgain() {
    var command =
        new RecordedCommand(
            List.of("run", "--conf", "spark.a.Password=x", "--conf=spark.api.key=y=z", "k=token"),
            Path.of("/"),
            List.of());
    assertEquals(
        List.of(
            "run",
            "--conf",
            "spark.a.Password=(not recorded)",
            "--conf=spark.api.key=(not recorded)",
            "k=token"),
        command.arguments());
    assertThrows(
        IllegalArgumentException.class,
        () -> EarlierConf.require("spark.api.key=(not recorded)", true));
  }
}
