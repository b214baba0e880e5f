package org.acmespark;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaCodeUnit;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Which types are public, and that each has a reason. */
class PublicTypesTest {
  private static final String BASE = "org.acmespark";

  /** What users of the root package see; a new type is a decision. */
  private static final Set<String> FACADE =
      Set.of(
          "Args",
          "Checkup",
          "Datasets",
          "DryRun",
          "Inspection",
          "NamedMapBuilder",
          "Over1",
          "Over2",
          "Over3",
          "Over4",
          "Over5",
          "Over6",
          "ParallelMap",
          "ParallelMapBuilder",
          "Report",
          "Results",
          "Run",
          "SerializedResults");

  /** Entered from outside: by the launcher, by a notebook's kernel, and by the module src/sql. */
  private static final Set<String> ENTRIES =
      Set.of(
          BASE + ".export.Outcome",
          BASE + ".export.ValueColumns",
          BASE + ".cli.Acme",
          BASE + ".cli.Submission",
          BASE + ".notebook.NotebookDisplay");

  /**
   * Types of the API that lie in the packages that do their work; the Javadoc has these packages,
   * too.
   */
  private static final Set<String> API_ELSEWHERE =
      Set.of(
          "export.Export$Existing",
          "export.Exported",
          "export.Labels",
          "reading.ComputationResults",
          "reading.StackedResults",
          "reading.Verification");

  /** How the command line, the Python package and the module src/sql call the facade. */
  private static final Set<String> FOR_PACKAGES_ABOVE =
      Set.of(
          "ParallelMap.of: function.UserFunction",
          "ParallelMapBuilder.command: run.RecordedCommand",
          "ParallelMapBuilder.options: run.GivenOptions",
          "Results.table: export.ResultTable",
          "Run.stackedValue: hdf5.value.Hdf5Value");

  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages(BASE);

  private static final List<JavaClass> PUBLIC =
      CLASSES.stream()
          .filter(JavaClass::isTopLevelClass)
          .filter(type -> type.getModifiers().contains(JavaModifier.PUBLIC))
          .toList();

  @Test
  void theRootPackageHasThese() {
    assertEquals(
        new TreeSet<>(FACADE),
        PUBLIC.stream()
            .filter(in(BASE))
            .map(JavaClass::getSimpleName)
            .collect(Collectors.toCollection(TreeSet::new)));
  }

  /**
   * The model is the vocabulary of users, and the examples are called by name. Exceptions are left
   * out, because ArchUnit does not count a catch as a use.
   */
  @Test
  void anotherPackageUsesEachOfTheOthers() {
    assertEquals(
        List.of(),
        PUBLIC.stream()
            .filter(in(BASE).or(in(BASE + ".model")).or(in(BASE + ".examples")).negate())
            .filter(type -> !ENTRIES.contains(type.getName()))
            .filter(type -> !type.isAssignableTo(Throwable.class))
            .filter(type -> !isUsedElsewhere(type))
            .map(JavaClass::getName)
            .sorted()
            .toList());
  }

  /** Users need no other type of ours to call the facade and to use what it returns. */
  @Test
  void theApiNamesOnlyItself() {
    assertEquals(
        new TreeSet<>(FOR_PACKAGES_ABOVE),
        CLASSES.stream()
            .filter(PublicTypesTest::isApi)
            .filter(PublicTypesTest::isVisible)
            .flatMap(type -> type.getCodeUnits().stream())
            .filter(method -> method.getModifiers().contains(JavaModifier.PUBLIC))
            .filter(method -> !method.getModifiers().contains(JavaModifier.SYNTHETIC))
            .flatMap(PublicTypesTest::typesBesideTheApi)
            .collect(Collectors.toCollection(TreeSet::new)));
  }

  private static Stream<String> typesBesideTheApi(JavaCodeUnit method) {
    return method.getAllInvolvedRawTypes().stream()
        .filter(type -> type.getPackageName().startsWith(BASE))
        .filter(type -> !isApi(type))
        .map(
            type ->
                "%s.%s: %s"
                    .formatted(method.getOwner().getSimpleName(), method.getName(), inside(type)));
  }

  private static boolean isApi(JavaClass type) {
    return in(BASE).or(in(BASE + ".model")).test(type)
        || API_ELSEWHERE.contains(inside(type))
        || type.getEnclosingClass().map(PublicTypesTest::isApi).orElse(false);
  }

  /** The name below the base package. */
  private static String inside(JavaClass type) {
    return type.getName().substring(BASE.length() + 1);
  }

  /** Whether users can name the type. */
  private static boolean isVisible(JavaClass type) {
    return type.getModifiers().contains(JavaModifier.PUBLIC)
        && type.getEnclosingClass().map(PublicTypesTest::isVisible).orElse(true);
  }

  /** Whether another package uses the type or a type that is nested in it. */
  private static boolean isUsedElsewhere(JavaClass type) {
    return CLASSES.stream()
        .filter(each -> each.equals(type) || each.getName().startsWith(type.getName() + "$"))
        .flatMap(each -> each.getDirectDependenciesToSelf().stream())
        .anyMatch(use -> !use.getOriginClass().getPackageName().equals(type.getPackageName()));
  }

  private static Predicate<JavaClass> in(String name) {
    return type -> type.getPackageName().equals(name);
  }
}
