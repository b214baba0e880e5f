package org.acmespark.it;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.acmespark.Judges;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The project that users copy: Maven builds and tests it, and both ways to run it work. */
class TemplateProjectIT {
  private static final Path PROJECT = Path.of("src/examples/project");
  private static final Path JAR = Path.of(System.getProperty("acme.jar"));
  private static final Path REPOSITORY = Path.of(System.getProperty("maven.repository"));
  private static final String OURS = "acmespark";

  @TempDir Path here;

  @Test
  void mavenBuildsItAndBothWaysToRunItWork() throws IOException {
    Judges.require("Maven", List.of("mvn", "--version"));
    Path project = here.resolve("analysis");
    copyProject(project);
    Path repository = here.resolve("repository");
    layOutRepository(repository, valueOf("acme.version"));

    var built =
        Judges.run(
            List.of(
                "mvn",
                "-B",
                "-q",
                "-f",
                project.resolve("pom.xml").toString(),
                "-Dmaven.repo.local=" + repository,
                "package"));
    removeLinks(repository); // JUnit warns of links that lead outside
    assertEquals(0, built.exitStatus(), built.output());
    Path jar = project.resolve("target/analysis-1.0.jar");

    var acme =
        AcmeProcess.run(
            here,
            "run",
            "com.example.Spectrum::power",
            "all:[1,1,1,1]",
            "frequency=[0.0,0.25]",
            "--jar",
            jar.toString(),
            "--in-memory",
            "--quiet");
    assertEquals(List.of("[4.0,0.0]"), acme.stdout().stream().map(this::rounded).toList());

    Path results = here.resolve("results");
    var submitted =
        SparkSubmit.run(
            SparkSubmit.HERE,
            "com.example.Analysis",
            jar.toString(),
            JAR.toString(),
            results.toString());
    assertEquals(0, submitted.exitStatus(), submitted.output());
    assertEquals(
        "[0.0, 16.0, 0.0, 0.0, 0.0]",
        Judges.h5py(
            "import h5py, sys\nf = h5py.File(sys.argv[1])\n"
                + "print([abs(round(float(f['comp_%d/result_0' % i][()]), 6)) for i in range(5)])",
            results.resolve("power.h5")));
  }

  private String rounded(String numbers) {
    return Pattern.compile("[-+0-9.eE]+")
        .matcher(numbers)
        .replaceAll(found -> Double.toString(Math.rint(Double.parseDouble(found.group())) + 0.0));
  }

  private static void copyProject(Path to) throws IOException {
    try (Stream<Path> files = Files.walk(PROJECT)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        Path copy = to.resolve(PROJECT.relativize(file));
        Files.createDirectories(copy.getParent());
        Files.copy(file, copy);
      }
    }
  }

  private static String valueOf(String property) throws IOException {
    Matcher found =
        Pattern.compile("<%1$s>(.*)</%1$s>".formatted(Pattern.quote(property)))
            .matcher(Files.readString(PROJECT.resolve("pom.xml")));
    if (!found.find()) {
      throw new AssertionError("no " + property);
    }
    return found.group(1);
  }

  /** As after {@code mvn install}: what the build has fetched, and acme as it has been built. */
  private static void layOutRepository(Path repository, String version) throws IOException {
    Files.createDirectories(repository.resolve("org"));
    link(REPOSITORY, repository, "org");
    link(REPOSITORY.resolve("org"), repository.resolve("org"), OURS);
    Path acme = repository.resolve("org").resolve(OURS).resolve("acme-spark").resolve(version);
    Files.createDirectories(acme);
    String name = "acme-spark-" + version;
    assertEquals(name + ".jar", JAR.getFileName().toString(), "the version in " + PROJECT);
    Files.copy(JAR, acme.resolve(name + ".jar"));
    Files.copy(Path.of("pom.xml"), acme.resolve(name + ".pom"));
  }

  private static void removeLinks(Path repository) throws IOException {
    try (Stream<Path> entries = Files.walk(repository, 2)) {
      for (Path link : entries.filter(Files::isSymbolicLink).toList()) {
        Files.delete(link);
      }
    }
  }

  /** Links to all entries of a folder but one. */
  private static void link(Path from, Path to, String except) throws IOException {
    try (Stream<Path> entries = Files.list(from)) {
      for (Path entry : entries.toList()) {
        if (!entry.getFileName().toString().equals(except)) {
          Files.createSymbolicLink(to.resolve(entry.getFileName()), entry);
        }
      }
    }
  }
}
