package org.acmespark;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideOutsideOfPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Holds the picture of the packages in docs/architecture.md. */
class ArchitectureTest {
  private static final String BASE = "org.acmespark";

  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages(BASE);

  /** Which of our packages each may use beside itself; "" is the root. */
  private static final Map<String, Set<String>> MAY_USE =
      Map.ofEntries(
          Map.entry(
              "",
              Set.of(
                  "engine",
                  "plan",
                  "function",
                  "python",
                  "program",
                  "store",
                  "reading",
                  "hdf5",
                  "cluster",
                  "model")),
          Map.entry("cli", Set.of("", "serve", "reading", "cluster", "model")),
          Map.entry("serve", Set.of("", "engine", "plan", "python", "hdf5", "cluster", "model")),
          Map.entry("engine", Set.of("plan", "function", "store", "hdf5", "model")),
          Map.entry("store", Set.of("hdf5", "function", "model")),
          Map.entry("reading", Set.of("store", "hdf5", "model")),
          Map.entry("plan", Set.of("model")),
          Map.entry("function", Set.of("model")),
          Map.entry("program", Set.of("function", "hdf5", "model")),
          Map.entry("python", Set.of("function", "hdf5", "model")),
          Map.entry("hdf5", Set.of("model")),
          Map.entry("cluster", Set.of("model")),
          Map.entry("examples", Set.of("", "model")),
          Map.entry("model", Set.of()));

  static Stream<String> packages() {
    return MAY_USE.keySet().stream().sorted();
  }

  @Test
  void everyPackageIsInThePicture() {
    Set<String> found =
        CLASSES.stream()
            .map(c -> c.getPackageName())
            .map(name -> name.equals(BASE) ? "" : name.substring(BASE.length() + 1))
            .collect(Collectors.toCollection(TreeSet::new));
    assertEquals(new TreeSet<>(MAY_USE.keySet()), found);
  }

  @ParameterizedTest(name = "[{0}]")
  @MethodSource("packages")
  void usesOnlyWhatThePictureAllows(String name) {
    Set<String> forbidden = new TreeSet<>(MAY_USE.keySet());
    forbidden.remove(name);
    forbidden.removeAll(MAY_USE.get(name));
    noClasses()
        .that()
        .resideInAPackage(full(name))
        .should()
        .dependOnClassesThat(resideInAnyPackage(full(forbidden)))
        .check(CLASSES);
  }

  @Test
  void hasNoCycles() {
    slices().matching(BASE + ".(*)..").should().beFreeOfCycles().check(CLASSES);
  }

  @Test
  void theModelNeedsTheJdkAlone() {
    noClasses()
        .that()
        .resideInAPackage(full("model"))
        .should()
        .dependOnClassesThat(
            resideOutsideOfPackage("java..").and(resideOutsideOfPackage(full("model"))))
        .check(CLASSES);
  }

  @Test
  void onlyHdf5KnowsTheLibrariesThatReadAndWriteIt() {
    onlyIn(Set.of("hdf5"), "org.bytedeco..", "hdf.hdf5lib..", "com.sun.jna..", "ucar.nc2..");
  }

  @Test
  void arraysOfNetcdfJavaLeaveHdf5ThroughRootAndReadingAlone() {
    onlyIn(Set.of("hdf5", "reading", ""), "ucar.ma2..");
  }

  @Test
  void onlyEngineClusterAndRootKnowSpark() {
    onlyIn(Set.of("engine", "cluster", ""), "org.apache.spark..");
    onlyIn(Set.of("engine", "cluster", "store", ""), "scala..");
  }

  @Test
  void onlyStoreAndRootKnowHadoop() {
    onlyIn(Set.of("store", ""), "org.apache.hadoop..");
  }

  @Test
  void onlyTheCommandLineKnowsPicocli() {
    onlyIn(Set.of("cli"), "picocli..");
  }

  @Test
  void onlyStoreReadingRootAndCommandLineKnowJackson() {
    onlyIn(
        Set.of("store", "reading", "python", "program", "serve", "", "cli"),
        "com.fasterxml.jackson..");
  }

  @Test
  void onlyStoreKnowsThePickler() {
    onlyIn(Set.of("store"), "net.razorvine..");
  }

  @Test
  void onlyFunctionReadsClassFiles() {
    onlyIn(Set.of("function"), "org.apache.xbean..");
  }

  @Test
  void onlyOneClassKnowsTheKernelOfJupyter() {
    noClasses()
        .that()
        .haveNameNotMatching(".*\\.NotebookDisplay(\\$.*)?")
        .should()
        .dependOnClassesThat(resideInAPackage("org.rapaio.."))
        .check(CLASSES);
  }

  @Test
  void onlyTheControlChannelAndTheMasterKnowTheInternalsOfSparksRpc() {
    noClasses()
        .that()
        .haveNameNotMatching(".*\\.(engine\\.SparkRpcChannel|cluster\\.SparkMaster)(\\$.*)?")
        .should()
        .dependOnClassesThat(resideInAPackage("org.apache.spark.rpc.."))
        .orShould()
        .dependOnClassesThat()
        .haveFullyQualifiedName("org.apache.spark.util.RpcUtils")
        .check(CLASSES);
  }

  @Test
  void onlyTheCommandLineEndsTheJvm() {
    noClasses()
        .that()
        .resideOutsideOfPackage(full("cli"))
        .should()
        .callMethod(System.class, "exit", int.class)
        .check(CLASSES);
  }

  /** The compiler leaves no trace of a package-info without annotations, so sources are read. */
  @Test
  void everyPackageSaysWhatItIs() {
    List<String> silent = new ArrayList<>();
    for (String name : MAY_USE.keySet()) {
      Path info = Path.of("src/main/java/org/acmespark", name, "package-info.java");
      if (!Files.exists(info)) {
        silent.add(full(name));
      }
    }
    assertEquals(List.of(), silent);
  }

  /** A rule about a package that no class has would hold whatever the code did. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "org.apache.hadoop..",
        "org.bytedeco..",
        "ucar..",
        "picocli..",
        "com.fasterxml.jackson..",
        "net.razorvine..",
        "org.apache.xbean..",
        "org.rapaio.."
      })
  void theRulesAreAboutLibrariesInUse(String library) {
    var unused = noClasses().should().dependOnClassesThat(resideInAPackage(library));
    assertThrows(AssertionError.class, () -> unused.check(CLASSES));
  }

  private static void onlyIn(Set<String> ours, String... libraries) {
    noClasses()
        .that()
        .resideOutsideOfPackages(full(ours))
        .should()
        .dependOnClassesThat(resideInAnyPackage(libraries))
        .check(CLASSES);
  }

  private static String full(String name) {
    return name.isEmpty() ? BASE : BASE + "." + name;
  }

  private static String[] full(Set<String> names) {
    return names.stream().map(ArchitectureTest::full).toArray(String[]::new);
  }
}
