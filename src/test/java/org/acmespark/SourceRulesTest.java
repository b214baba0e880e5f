package org.acmespark;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.junit.jupiter.api.Assertions.assertEquals;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Rules for single files and classes; {@link ArchitectureTest} has those for packages. */
class SourceRulesTest {
  private static final String BASE = "org.acmespark";

  /** A test that waits for a time fails on a slow machine. Those named make slow calls and cuts. */
  @Test
  void testsWaitForWhatHappens() {
    noClasses()
        .that()
        .haveNameNotMatching(
            ".*\\.(Waiting|SlowCalls|SlurmLab|DamagedFiles|PythonKillsIT|SingleFileKillIT|FaultCampaign|HostsIT|HostsCampaignIT)(\\$.*)?")
        .should()
        .callMethod(Thread.class, "sleep", long.class)
        .orShould()
        .callMethod(TimeUnit.class, "sleep", long.class)
        .check(
            new ClassFileImporter()
                .withImportOption(new ImportOption.OnlyIncludeTests())
                .importPackages(BASE));
  }

  /** A name that two packages have sends the reader to the wrong file. */
  @Test
  void eachNameOfAClassExistsOnce() {
    Map<String, Long> occurrences =
        new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests()).importPackages(BASE).stream()
                .filter(JavaClass::isTopLevelClass)
                .filter(type -> !type.getSimpleName().equals("package-info"))
                .collect(Collectors.groupingBy(JavaClass::getSimpleName, Collectors.counting()));
    occurrences.values().removeIf(count -> count == 1);
    assertEquals(Map.of(), occurrences);
  }

  /** A file has to fit in the head. */
  @Test
  void noFileIsLongerThan400Lines() throws IOException {
    List<String> tooLong = new ArrayList<>();
    for (String root : List.of("src/main/java", "src/examples/java", "src/sql/src/main/java")) {
      try (Stream<Path> files = Files.walk(Path.of(root))) {
        for (Path file : files.filter(path -> path.toString().endsWith(".java")).toList()) {
          int lines = Files.readAllLines(file).size();
          if (lines > 400) {
            tooLong.add(file + ": " + lines);
          }
        }
      }
    }
    assertEquals(List.of(), tooLong);
  }
}
