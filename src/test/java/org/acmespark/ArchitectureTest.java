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

  private static final Set<String> SPARK =
      Set.of(
          "engine",
          "engine.driver",
          "engine.executor",
          "engine.channel",
          "engine.transfer",
          "cluster",
          "run",
          "");

  static Stream<String> packages() {
    return PackageUses.ALLOWED.keySet().stream().sorted();
  }

  @Test
  void everyPackageIsInThePicture() {
    Set<String> found =
        CLASSES.stream()
            .map(c -> c.getPackageName())
            .map(name -> name.equals(BASE) ? "" : name.substring(BASE.length() + 1))
            .collect(Collectors.toCollection(TreeSet::new));
    assertEquals(new TreeSet<>(PackageUses.ALLOWED.keySet()), found);
  }

  @ParameterizedTest(name = "[{0}]")
  @MethodSource("packages")
  void usesOnlyWhatThePictureAllows(String name) {
    Set<String> forbidden = new TreeSet<>(PackageUses.ALLOWED.keySet());
    forbidden.remove(name);
    forbidden.removeAll(PackageUses.ALLOWED.get(name));
    noClasses()
        .that()
        .resideInAPackage(full(name))
        .should()
        .dependOnClassesThat(resideInAnyPackage(full(forbidden)))
        .check(CLASSES);
  }

  @Test
  void hasNoCycles() {
    slices().matching(BASE + ".(**)").should().beFreeOfCycles().check(CLASSES);
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
    onlyIn(Set.of("hdf5", "hdf5.input"), "org.bytedeco..", "hdf.hdf5lib..", "com.sun.jna..");
    onlyIn(Set.of("hdf5.input"), "ucar.nc2..");
  }

  @Test
  void arraysOfNetcdfJavaLeaveHdf5ThroughRootAndReadingAlone() {
    onlyIn(Set.of("hdf5.input", "hdf5.value", "reading", "notebook", ""), "ucar.ma2..");
  }

  @Test
  void onlyEngineClusterAndRootKnowSpark() {
    onlyIn(SPARK, "org.apache.spark..");
    onlyIn(plus(SPARK, "store.pickle"), "scala..");
  }

  @Test
  void onlyStoreTableAndRootKnowHadoop() {
    // Parquet's library has Hadoop's settings in its signatures.
    onlyIn(Set.of("store.directory", "table", "run", ""), "org.apache.hadoop..");
  }

  @Test
  void onlyTableKnowsParquet() {
    onlyIn(Set.of("table"), "org.apache.parquet..");
  }

  @Test
  void onlyTheReportKnowsChartsAndSvg() {
    onlyIn(Set.of("report"), "org.jfree..", "org.apache.batik..", "java.awt..");
  }

  @Test
  void onlyTheCommandLineKnowsPicocli() {
    onlyIn(Set.of("cli"), "picocli..");
  }

  @Test
  void onlyStoreReadingRootAndCommandLineKnowJackson() {
    onlyIn(
        Set.of("store", "reading", "python", "program", "serve", "binding", "run", "", "cli"),
        "com.fasterxml.jackson..");
  }

  @Test
  void onlyStoreKnowsThePickler() {
    onlyIn(Set.of("store.pickle", "store.payload"), "net.razorvine..");
  }

  @Test
  void onlyBindingAndExportKnowTables() {
    onlyIn(Set.of("binding", "export"), "org.apache.commons.csv..");
  }

  @Test
  void onlyTheExamplesKnowTheFilters() {
    onlyIn(Set.of("examples"), "uk.me.berndporr..");
  }

  @Test
  void onlyFunctionReadsClassFiles() {
    onlyIn(Set.of("function"), "org.apache.xbean..");
  }

  @Test
  void onlyThreeClassesKnowTheKernelOfJupyter() {
    noClasses()
        .that()
        .haveNameNotMatching(".*\\.(Notebook(Display|Output)|CellErrors)(\\$.*)?")
        .should()
        .dependOnClassesThat(resideInAPackage("org.rapaio.."))
        .check(CLASSES);
  }

  @Test
  void onlyTheControlChannelAndTheMasterKnowTheInternalsOfSparksRpc() {
    noClasses()
        .that()
        .haveNameNotMatching(
            ".*\\.(engine\\.channel\\.SparkRpcChannel|cluster\\.SparkMaster)(\\$.*)?")
        .should()
        .dependOnClassesThat(resideInAPackage("org.apache.spark.rpc.."))
        .orShould()
        .dependOnClassesThat()
        .haveFullyQualifiedName("org.apache.spark.util.RpcUtils")
        .check(CLASSES);
  }

  @Test
  void onlyTransferKnowsSparksTransport() {
    onlyIn(Set.of("engine.transfer"), "org.apache.spark.network..", "io.netty..");
  }

  /** So that it can be tested with events and a clock that a test makes up. */
  @Test
  void theSchedulerKnowsNeitherSparkNorAStoreNorTheTime() {
    noClasses()
        .that()
        .haveNameMatching(
            ".*\\.engine\\.driver\\.(Scheduler|Decision|Finished|Suspects|Slots|RangeState|RangesInFlight|Backlog|Deaths|WallTimes|CoreCount|MissingExecutors|Balance|RangeSizing)(\\$.*)?")
        .should()
        .dependOnClassesThat(resideInAnyPackage("org.apache.spark..", "java.nio..", "java.io.."))
        .orShould()
        .dependOnClassesThat()
        .haveFullyQualifiedName(BASE + ".store.RunStore")
        .orShould()
        .callMethod(System.class, "nanoTime")
        .orShould()
        .callMethod(System.class, "currentTimeMillis")
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
    for (String name : PackageUses.ALLOWED.keySet()) {
      String root = name.equals("examples") ? "src/examples" : "src/main";
      Path info = Path.of(root, "java/org/acmespark", name.replace('.', '/'), "package-info.java");
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
        "org.apache.commons.csv..",
        "org.apache.xbean..",
        "org.rapaio..",
        "org.jfree..",
        "org.apache.batik..",
        "org.apache.parquet.."
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

  private static Set<String> plus(Set<String> names, String... more) {
    Set<String> all = new TreeSet<>(names);
    all.addAll(List.of(more));
    return all;
  }

  private static String full(String name) {
    return name.isEmpty() ? BASE : BASE + "." + name;
  }

  private static String[] full(Set<String> names) {
    return names.stream().map(ArchitectureTest::full).toArray(String[]::new);
  }
}
