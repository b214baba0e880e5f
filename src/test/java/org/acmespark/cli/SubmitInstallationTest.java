package org.acmespark.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import org.acmespark.Waiting;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which Java, Spark and jar {@code submit/acme} finds, compiles or builds. */
@DisabledOnOs(OS.WINDOWS)
class SubmitInstallationTest extends SubmitScriptProject {
  @Test
  void usesAnInstalledSpark() throws Exception {
    Path spark = folder.resolve("spark");
    program(spark.resolve("bin/spark-submit"), "printf '%s\\n' spark-submit \"$@\"");
    environment.put("SPARK_HOME", spark.toString());
    Outcome outcome = acme("run", "a.B::c", "1");
    assertEquals("spark-submit", outcome.words().get(0));
    assertTrue(outcome.has("--driver-class-path", jar.toString()));
    assertTrue(outcome.has("spark-internal", "run", "a.B::c", "1"));
    assertTrue(
        outcome
            .after("--driver-java-options")
            .contains("\"-Dlog4j2.configurationFile=" + project + "/conf/log4j2.properties\""));
    assertTrue(acme("run", "a.B::c", "--master", "yarn").has("--master", "yarn"));
    environment.put("SPARK_HOME", folder.resolve("nowhere").toString());
    Outcome fallback = acme("run", "a.B::c", "1");
    assertTrue(fallback.messages().contains("using the Spark of acme"));
    assertTrue(fallback.has("SPARK_HOME=" + project.resolve("target/spark")));
  }

  @Test
  void saysThatItsOwnSparkKnowsNoYarn() throws Exception {
    for (String master : List.of("yarn", "k8s://https://node1:6443")) {
      Outcome outcome = acme("run", "a.B::c", "--master", master);
      assertEquals(Acme.INFRASTRUCTURE, outcome.status());
      String said = outcome.messages();
      assertTrue(
          said.startsWith("acme: --master " + master + ": the Spark of acme does not"), said);
      assertEquals(1, said.lines().count(), said);
    }
  }

  @Test
  void usesWhatIsInAnUnpackedArchive() throws Exception {
    Path lib = Files.createDirectories(project.resolve("lib"));
    Path ours = Files.createFile(lib.resolve("acme-spark.jar"));
    Outcome without = acme("run", "a.B::c", "1");
    assertEquals(Acme.INFRASTRUCTURE, without.status());
    assertTrue(without.messages().contains("set SPARK_HOME to a Spark"), without.messages());
    Files.createFile(Files.createDirectories(lib.resolve("spark/jars")).resolve("x.jar"));
    Outcome with = acme("run", "a.B::c", "1");
    assertEquals("", with.messages());
    assertTrue(with.has("SPARK_HOME=" + lib.resolve("spark")));
    assertTrue(with.after("-cp").startsWith(ours + ":"), with.after("-cp"));
  }

  @Test
  void compilesASourceFileOnce() throws Exception {
    Path source = Files.writeString(folder.resolve("Twice.java"), "package a.b;\nclass Twice {}\n");
    Outcome without = acme("run", source + "::of", "[1,2]");
    assertEquals(Acme.INFRASTRUCTURE, without.status());
    assertTrue(without.messages().contains("set JAVA_HOME to a JDK, not a JRE"));

    Path bin = folder.resolve("jdk/bin");
    program(bin.resolve("javac"), "echo compiled >> \"$LOG\"; exit \"${STATUS:-0}\"");
    program(bin.resolve("jar"), "touch \"$2\"");
    Path log = folder.resolve("log");
    environment.put("LOG", log.toString());
    environment.put("XDG_CACHE_HOME", folder.resolve("cache").toString());
    environment.put("STATUS", "1");
    Outcome wrong = acme("run", source + "::of", "[1,2]");
    assertEquals(Acme.USAGE, wrong.status());
    assertTrue(wrong.messages().contains("Twice.java cannot be compiled"), wrong.messages());

    environment.put("STATUS", "0");
    for (int time = 0; time < 2; time++) {
      Outcome right = acme("run", source + "::of", "x.java::y=1", "--quiet");
      assertTrue(right.has("run", "a.b.Twice::of", "x.java::y=1", "--quiet", "--jar"));
      assertTrue(right.after("--jars").endsWith("/a-b-Twice.jar"), right.after("--jars"));
    }
    assertEquals(2, Files.readAllLines(log).size());
    Outcome missing = acme("run", "No.java::of", "[1,2]");
    assertEquals(Acme.USAGE, missing.status());
    assertTrue(missing.messages().contains("there is no file No.java"), missing.messages());
  }

  @Test
  void usesASparkOfJarsAlone() throws Exception {
    Path spark = Files.createDirectories(folder.resolve("spark-3.5.9/jars")).getParent();
    environment.put("SPARK_HOME", spark.toString());
    Outcome outcome = acme("run", "a.B::c", "1");
    assertEquals("", outcome.messages());
    assertTrue(outcome.has("SPARK_HOME=" + spark));
    Files.createFile(spark.resolve("jars/c.jar"));
    outcome = acme("run", "a.B::c", "1");
    assertEquals(jar + ":" + spark + "/jars/c.jar", outcome.after("-cp"));
  }

  @Test
  void usesTheSparkOfTheLastBuild() throws Exception {
    Path jars = Files.createDirectories(project.resolve("target/spark-3.5.9/jars"));
    Files.createFile(jars.resolve("c.jar"));
    Files.writeString(project.resolve("target/spark-home"), "spark-3.5.9\n");
    Outcome outcome = acme("run", "a.B::c", "1");
    assertTrue(outcome.has("SPARK_HOME=" + project.resolve("target/spark-3.5.9")));
    assertEquals(jar + ":" + jars.resolve("c.jar"), outcome.after("-cp"));
    Files.writeString(project.resolve("target/spark-home"), "spark-4.9\n");
    Outcome missing = acme("run", "a.B::c", "1");
    assertEquals(Acme.INFRASTRUCTURE, missing.status());
    assertTrue(missing.messages().contains("spark-4.9/jars is missing"), missing.messages());
  }

  @Test
  void opensThePackagesThatJavaHas() throws Exception {
    String gone = "--add-opens=java.base/sun.security.action=ALL-UNNAMED";
    Path release = Path.of(environment.get("JAVA_HOME"), "release");
    assertTrue(acme("run", "a.B::c").words().contains(gone));
    Files.writeString(release, "JAVA_VERSION=\"25.0.1\"\n");
    Outcome outcome = acme("run", "a.B::c");
    assertFalse(outcome.words().contains(gone));
    assertTrue(outcome.words().contains("--add-opens=java.base/sun.nio.ch=ALL-UNNAMED"));
  }

  @Test
  void worksThroughSymbolicLinksFromAnywhere() throws Exception {
    Path bin = Files.createDirectories(folder.resolve("bin"));
    Path relative =
        Files.createSymbolicLink(bin.resolve("acme"), Path.of("../my project/submit/acme"));
    Path link = Files.createSymbolicLink(folder.resolve("link"), relative);
    assertTrue(run(link.toString(), "--help").words().contains("org.acmespark.cli.Acme"));
  }

  @Test
  void refusesAnOldJava() throws Exception {
    Path release = Path.of(environment.get("JAVA_HOME"), "release");
    Files.writeString(release, "JAVA_VERSION=\"1.8.0_402\"\n");
    Outcome outcome = acme("--help");
    assertEquals(Acme.INFRASTRUCTURE, outcome.status());
    assertTrue(outcome.messages().contains("is Java 1.8.0_402; acme needs 17"));
    environment.put("JAVA_HOME", "/nowhere");
    assertTrue(acme("--help").messages().contains("JAVA_HOME is /nowhere"));
  }

  @Test
  void buildsWhatIsMissingAndKeepsStandardOutputClean() throws Exception {
    Path maven = folder.resolve("maven");
    program(
        maven.resolve("mvn"),
        "printf '\\033[1;34mnoise\\033[m %s\\n' \"$*\"; touch target/acme-spark-1.jar");
    environment.put("PATH", maven + ":" + System.getenv("PATH"));
    Files.delete(jar);
    Outcome outcome = acme("--help");
    assertEquals(0, outcome.status());
    assertEquals("java", outcome.words().get(0));
    assertTrue(outcome.messages().contains("building acme"));
    assertTrue(outcome.messages().contains("noise -q"), outcome.messages());
    assertTrue(outcome.messages().contains("-Dfmt.skip"), "the formatter says nothing");
    assertFalse(outcome.messages().contains("\u001B"), "no colours");
  }

  @Test
  void saysSoIfTheBuildFails() throws Exception {
    Path maven = folder.resolve("maven");
    program(maven.resolve("mvn"), "exit 1");
    environment.put("PATH", maven + ":" + System.getenv("PATH"));
    Files.delete(jar);
    Outcome outcome = acme("--help");
    assertEquals(Acme.INFRASTRUCTURE, outcome.status());
    assertTrue(outcome.messages().contains("the build failed"));
    assertEquals(List.of(), outcome.words());
  }

  @Test
  void hintsAtSourcesThatAreNewerThanTheJar() throws Exception {
    Path source = Files.createFile(project.resolve("src/main/New.java"));
    var later = FileTime.fromMillis(System.currentTimeMillis() + 60_000);
    Files.setLastModifiedTime(source, later);
    assertTrue(acme("--help").messages().contains("sources are newer"));
  }

  @Test
  void mapsClassesFromAnArchiveThatItMakesInTheBackground() throws Exception {
    environment.remove("ACME_CDS");
    program(
        Path.of(environment.get("JAVA_HOME"), "bin/java"),
        """
        for option; do [[ $option != -XX:ArchiveClassesAtExit=* ]] || touch "${option#*=}"; done
        printf '%s\n' java "$@"
        """);
    assertEquals("", sharedArchive("--help"), "the first command does not wait for an archive");
    awaitArchives();
    assertTrue(sharedArchive("--help").endsWith("/plain.jsa"));
    assertTrue(sharedArchive("run", "a.B::c").endsWith("/run.jsa"));
    assertTrue(sharedArchive("rehearse-reading", "@x.h5:/x[*]").endsWith("/reading.jsa"));
    assertEquals(
        "",
        sharedArchive("run", "a.B::c", "--conf=spark.driver.extraClassPath=x"),
        "its class path is another");

    Path begun;
    try (var files = Files.walk(project.resolve("target/cds"))) {
      begun = files.filter(file -> file.endsWith("tried-own")).findFirst().orElseThrow();
    }
    FileTime before = Files.getLastModifiedTime(begun);
    var later = FileTime.fromMillis(System.currentTimeMillis() + 2_000);
    Files.setLastModifiedTime(jar, later);
    assertEquals("", sharedArchive("--help"), "it was made from another jar");
    // Until then the archives are those of before.
    Waiting.until(
        () -> !Files.getLastModifiedTime(begun).equals(before), () -> "no new archives are begun");
    awaitArchives();
  }

  @ParameterizedTest
  @CsvSource({
    "'', true",
    "SLURM_MEM_PER_NODE=0, true",
    "SLURM_MEM_PER_NODE=4G, true",
    "SLURM_MEM_PER_NODE=4096, true",
    "SLURM_MEM_PER_NODE=4000, false",
    "SLURM_MEM_PER_CPU=2000, false",
    "SLURM_MEM_PER_CPU=2000 SLURM_CPUS_ON_NODE=4, true"
  })
  void makesNoArchivesInASmallJobOfSlurm(String job, boolean makes) throws Exception {
    Path asks =
        Files.writeString(
            folder.resolve("asks"),
            """
            unset ${!SLURM_@}
            %s
            . "%s/submit/shared-classes.bash"
            is_room_for_archives && echo true || echo false
            """
                .formatted(job, project));
    assertEquals(List.of(String.valueOf(makes)), run(asks.toString()).words());
  }

  @Test
  void compilesQuicklyWhereFunctionsRunInOtherProcesses() throws Exception {
    environment.put("SPARK_SUBMIT_OPTS", "");
    assertTrue(compilesQuickly("run", "a.py::f", "[1]"));
    assertTrue(compilesQuickly("run", "python:a.b::f", "[1]"));
    assertTrue(compilesQuickly("run", "--command", "echo {x}", "x=[1]"));
    assertFalse(compilesQuickly("run", "a.B::c", "[1]"));
    assertFalse(compilesQuickly("run", "a.py::f", "[1]", "--cluster=x"), "it encrypts");
    assertFalse(compilesQuickly("run", "a.py::f", "[1]", "--master=local-cluster[1,1,1024]"));
  }

  private boolean compilesQuickly(String... args) throws Exception {
    return acme(args).words().contains("-XX:TieredStopAtLevel=1");
  }

  @Test
  void workersAndExecutorsGetAnArchiveOfTheirOwn() throws Exception {
    environment.remove("ACME_CDS");
    program(
        Path.of(environment.get("JAVA_HOME"), "bin/java"),
        """
        for option; do
          [[ $option != -XX:ArchiveClassesAtExit=* ]] || touch "${option#*=}"
          [[ $option != -XX:SharedArchiveFile=$PWD/* ]] || touch "${option#*=}" # its class path is asked for before
        done
        printf '%s\n' java "$@"
        """);
    assertFalse(executorOptions("run", "a.B::c").contains("Archive"), "executors are in this JVM");
    assertFalse(executorOptions("run", "a.B::c", "--cluster=x").contains("Archive"));
    Path cds = project.resolve("target/cds");
    Waiting.until(() -> names(cds).contains("cluster.jsa"), () -> "no archive but " + names(cds));
    assertTrue(
        executorOptions("run", "a.B::c", "--cluster=x")
            .contains("/cluster.jsa\" \"-Xshare:auto\""));
    String workers = option("-Dacme.worker.options=", "run", "a.B::c", "--cluster=x");
    assertTrue(workers.contains("my\\ project/target/cds"), workers + " is not as bash reads it");
    assertTrue(workers.contains("/cluster.jsa -Xshare:auto"), workers);
  }

  @Test
  void executorsOfALocalClusterHaveNoFolderOfOursInTheirClassPath() throws Exception {
    String folder = "spark.executorEnv.SPARK_CONF_DIR=" + project.resolve("target/spark/conf");
    String[] run = {"run", "a.B::c", "--master=local-cluster[1,1,1024]"};
    assertTrue(acme(run).words().contains(folder));
    assertTrue(executorOptions(run).contains("-Dlog4j2.configurationFile="), "nor its log4j2");
    environment.put("SPARK_CONF_DIR", "/my/conf");
    assertFalse(acme(run).words().contains(folder), "the user's folder counts");
    assertFalse(executorOptions(run).contains("log4j2"));
  }

  private String executorOptions(String... args) throws Exception {
    return option("-Dacme.executor.options=", args);
  }

  private String option(String option, String... args) throws Exception {
    return acme(args).words().stream()
        .filter(word -> word.startsWith(option))
        .findFirst()
        .orElse("");
  }

  @Test
  void keepsNoArchiveOfAJarThatWasReplacedMeanwhile() throws Exception {
    environment.remove("ACME_CDS");
    environment.put("JAR", jar.toString());
    program(
        Path.of(environment.get("JAVA_HOME"), "bin/java"),
        """
        for option; do
          [[ $option != -XX:ArchiveClassesAtExit=* ]] || touch "${option#*=}" "$JAR" "$JAR.replaced"
        done
        """);
    sharedArchive("--help");
    Path replaced = Path.of(jar + ".replaced");
    Waiting.until(() -> Files.exists(replaced), () -> "no archive is begun");
    Path archives = project.resolve("target/cds");
    Waiting.until(() -> !names(archives).contains("making-own"), () -> "archives are still made");
    assertEquals(List.of(), names(archives).stream().filter(n -> n.contains(".")).toList());
    assertFalse(names(archives).contains("tried-own"), "they would not be made again");
  }

  /** The archive that a command's JVM is started with, "" if none. */
  private String sharedArchive(String... args) throws Exception {
    String option = "-XX:SharedArchiveFile=";
    return acme(args).words().stream()
        .filter(word -> word.startsWith(option))
        .map(word -> word.substring(option.length()))
        .findFirst()
        .orElse("");
  }

  private void awaitArchives() throws Exception {
    Path archives = project.resolve("target/cds");
    Waiting.until(
        () ->
            names(archives).stream().filter(name -> name.endsWith(".jsa")).count() >= 3
                && !names(archives).contains("making-own"),
        () -> "no archives but " + names(archives));
  }

  private static List<String> names(Path folder) {
    if (!Files.exists(folder)) {
      return List.of();
    }
    try (var files = Files.walk(folder)) {
      return files.map(file -> file.getFileName().toString()).toList();
    } catch (IOException | UncheckedIOException e) {
      return List.of("making-own"); // a file went while it was listed
    }
  }
}
