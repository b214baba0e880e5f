package org.acmespark.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.acmespark.Judges;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The archives that {@code mvn -Pdist package} makes, as somebody has them who has nothing else.
 */
class ArchiveIT {
  private static final Path TARGET = Path.of(System.getProperty("acme.jar")).getParent();

  /** The archive with the larger name has Spark in it. */
  private static Path archive(boolean withSpark) throws IOException {
    try (Stream<Path> files = Files.list(TARGET)) {
      Optional<Path> found =
          files
              .filter(file -> file.toString().endsWith(".tar.gz"))
              .filter(file -> file.toString().contains("-with-spark") == withSpark)
              .findAny();
      if (found.isEmpty()) {
        Judges.missing("there is no archive; `mvn -Pdist -DskipTests package` makes it");
      }
      return found.get();
    }
  }

  @Test
  void aStrangerGoesFromTheArchiveToResultsInH5py() throws IOException {
    var outcome = Judges.run(List.of(".ci/tarball", archive(true).toString()));
    assertEquals(0, outcome.exitStatus(), outcome.output());
    assertTrue(outcome.output().contains(" s  read both results in h5py"), outcome.output());
  }

  @Test
  void sparksOwnSubmitProgramTakesTheJarAsItIs(@TempDir Path folder) {
    String jar = System.getProperty("acme.jar");
    var outcome =
        SparkSubmit.run(
            SparkSubmit.HERE,
            "org.acmespark.cli.Acme",
            jar,
            jar.replace(".jar", "-examples.jar"),
            "run",
            "org.acmespark.examples.Walkthrough::f",
            "[1,2]",
            "3",
            "4",
            "--output-dir",
            folder.resolve("run").toString());
    assertEquals(0, outcome.exitStatus(), outcome.output());
    assertTrue(Files.exists(folder.resolve("run/_SUCCESS")), outcome.output());
  }

  @Test
  void pipInstallsTheWheelInIt(@TempDir Path folder) throws IOException {
    Judges.require("pip", List.of(Judges.PYTHON, "-m", "pip", "--version"));
    Judges.run(List.of("tar", "-xzf", archive(false).toString(), "-C", folder.toString()));
    var outcome =
        Judges.run(
            List.of(
                "sh",
                "-ec",
                """
                cd "$0"/acme-spark-*
                "$1" -m pip install --quiet --no-deps --no-index --target inside python/*.whl
                export PYTHONPATH="$PWD/inside" SPARK_HOME="$2"
                cd ..
                "$1" -c '
                import acme, math
                with acme.ParallelMap(math.sqrt, [4.0, 9.0], write_worker_results=False, verbose=False) as pmap:
                    print(acme.__file__, pmap.compute())
                '
                """,
                folder.toString(),
                Judges.PYTHON,
                System.getenv("SPARK_HOME")));
    assertEquals(0, outcome.exitStatus(), outcome.output());
    assertTrue(outcome.output().contains("/inside/acme/__init__.py [2.0, 3.0]"), outcome.output());
  }

  @Test
  void theJavadocHasThePackagesOfTheApi() throws IOException {
    String jar = System.getProperty("acme.jar").replace(".jar", "-javadoc.jar");
    try (var javadoc = new JarFile(jar)) {
      Set<String> pages = javadoc.stream().map(JarEntry::getName).collect(Collectors.toSet());
      for (String page : List.of("ParallelMap", "model/Arg", "reading/Verification")) {
        assertTrue(pages.contains("org/acmespark/%s.html".formatted(page)), page);
      }
      assertEquals(
          Set.of("model", "export", "reading"),
          pages.stream()
              .filter(page -> page.matches("org/acmespark/.+/package-summary.html"))
              .map(page -> page.split("/")[2])
              .collect(Collectors.toSet()));
    }
  }

  @Test
  void theOneWithoutSparkIsSmallAndNamesWhatItNeeds(@TempDir Path folder) throws IOException {
    Path archive = archive(false);
    assertTrue(Files.size(archive) < 14_000_000, () -> archive + " is large");
    Judges.run(List.of("tar", "-xzf", archive.toString(), "-C", folder.toString()));
    var outcome =
        Judges.run(List.of("sh", "-c", "env -u SPARK_HOME " + folder + "/*/bin/acme run a.B::c"));
    assertEquals(3, outcome.exitStatus(), outcome.output());
    assertTrue(outcome.output().contains("set SPARK_HOME to a Spark"), outcome.output());
    Path spark = Path.of(System.getenv("SPARK_HOME"));
    var run =
        Judges.run(
            List.of(
                "sh",
                "-c",
                "cd %1$s && SPARK_HOME=%2$s %1$s/*/bin/acme run 'org.acmespark.examples.Walkthrough::f' [1,2] 3 4 --in-memory --quiet"
                    .formatted(folder, spark)));
    assertTrue(run.output().contains("[16.0,20.0]"), run.output());
  }
}
