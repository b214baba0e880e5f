package org.acmespark.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** {@code submit/acme} in a project of its own, with programs in place of Java, Maven and Spark. */
@DisabledOnOs(OS.WINDOWS)
class SubmitScriptTest {
  private record Outcome(int status, List<String> words, String messages) {
    /** Whether these words stand one after the other. */
    boolean has(String... sequence) {
      return Collections.indexOfSubList(words, List.of(sequence)) >= 0;
    }

    String after(String option) {
      return words.get(words.indexOf(option) + 1);
    }
  }

  @TempDir private Path folder;
  private Path project;
  private Path jar;
  private final Map<String, String> environment = new HashMap<>();

  @BeforeEach
  void layOutAProjectThatIsBuilt() throws IOException {
    project = folder.toRealPath().resolve("my project");
    Path target = project.resolve("target");
    Files.createDirectories(target.resolve("spark/jars"));
    Files.createDirectories(project.resolve("submit"));
    Files.createDirectories(project.resolve("src/main"));
    Files.createDirectories(project.resolve("conf"));
    Files.createFile(project.resolve("pom.xml"));
    for (String script :
        List.of(
            "acme",
            "standalone",
            "detach.bash",
            "guarded.bash",
            "shared-classes.bash",
            "source.bash",
            "words.bash")) {
      Files.copy(Path.of("submit", script), project.resolve("submit").resolve(script));
    }
    for (String library : List.of("b.jar", "a.jar")) {
      Files.createFile(target.resolve("spark/jars").resolve(library));
    }
    Files.createFile(target.resolve("original-acme-spark-1.jar"));
    jar = Files.createFile(target.resolve("acme-spark-1.jar"));
    Path jdk = folder.resolve("jdk");
    program(jdk.resolve("bin/java"), "printf '%s\\n' java \"SPARK_HOME=$SPARK_HOME\" \"$@\"");
    Files.writeString(jdk.resolve("release"), "JAVA_VERSION=\"17.0.15\"\n");
    environment.put("JAVA_HOME", jdk.toString());
    environment.put("ACME_CDS", "off");
  }

  @Test
  void startsJavaAloneForWhatNeedsNoSpark() throws Exception {
    for (String line : List.of("--help", "inspect f.h5", "run --help", "run a.B::c --help")) {
      Outcome outcome = acme(line.split(" "));
      assertTrue(outcome.words().contains("org.acmespark.cli.Acme"), line);
      assertFalse(outcome.words().contains("org.acmespark.cli.Submission"), line);
      assertEquals("", outcome.messages());
    }
  }

  @Test
  void runsLocallyOnTheSparkOfTheBuild() throws Exception {
    Outcome outcome = acme("run", "a.B::c", "[1, 2]", "z=3");
    assertTrue(outcome.has("SPARK_HOME=" + project.resolve("target/spark")));
    assertTrue(outcome.has("--master", "local[*]"));
    assertTrue(outcome.has("spark-internal", "run", "a.B::c", "[1, 2]", "z=3"));
    assertTrue(outcome.has("--conf", "spark.ui.enabled=false"));
    assertEquals(jar + ":" + sparkJars(), outcome.after("-cp"));
    assertEquals("", outcome.messages());
  }

  @Test
  void handsItsOptionsOnToSpark() throws Exception {
    Outcome outcome =
        acme(
            ("run a.B::c --jar a.jar 1 --jar=b.jar --driver-memory 4g --verbose"
                    + " --conf spark.a=b --conf=spark.c=d=e --master local[2]")
                .split(" "));
    assertTrue(outcome.has("--jars", "a.jar,b.jar"));
    assertTrue(outcome.has("--driver-memory", "4g", "--conf", "spark.driver.memory=4g"));
    assertTrue(outcome.has("-Xmx4g"));
    assertTrue(outcome.has("-Dacme.log.level=INFO"));
    assertTrue(outcome.has("--conf", "spark.a=b", "--conf", "spark.c=d=e"));
    assertTrue(outcome.has("--master", "local[2]"));
  }

  @Test
  void findsTheExamplesInTheirJarIfItIsThere() throws Exception {
    Path examples = Files.createFile(project.resolve("target/acme-spark-1-examples.jar"));
    Outcome here = acme("run", "a.B::c", "1");
    assertEquals(jar + ":" + examples + ":" + sparkJars(), here.after("-cp"));
    assertFalse(here.words().contains("--jars"));
  }

  /** Spark copies jars by their names; one in a folder with a blank gets another name. */
  @Test
  void sendsTheExamplesToExecutorsBesideTheJarsOfTheUser() throws Exception {
    Files.createFile(project.resolve("target/acme-spark-1-examples.jar"));
    environment.put("XDG_CACHE_HOME", folder.resolve("cache").toString());
    String there = "run a.B::c 1 --master spark://n:7077";
    String alone = acme(there.split(" ")).after("--jars");
    assertTrue(alone.endsWith("/acme-spark-1-examples.jar"), alone);
    assertEquals("a.jar," + alone, acme((there + " --jar a.jar").split(" ")).after("--jars"));
    assertEquals(
        "b.jar,c.jar," + alone,
        acme((there + " --conf spark.jars=b.jar,c.jar").split(" ")).after("--jars"));
    Files.writeString(project.resolve("conf/spark-defaults.conf"), "spark.jars  d.jar\n");
    assertEquals("d.jar," + alone, acme(there.split(" ")).after("--jars"));
    Outcome first = acme((there + " --jar a.jar --user-classpath-first").split(" "));
    assertTrue(first.has("--files", "a.jar", "--jars", "d.jar," + alone), first.toString());
  }

  @Test
  void makesWorkersTheCoresOfALocalRun() throws Exception {
    assertTrue(acme("run", "a.B::c", "--n-workers", "3").has("--master", "local[3]"));
    assertTrue(
        acme("run", "a.B::c", "--n-workers=3", "--master=local[2]").has("--master", "local[2]"));
  }

  @Test
  void shipsItsJarToAClusterAndLeavesItsPageOn() throws Exception {
    Outcome outcome = acme("run", "a.B::c", "--master", "spark://node1:7077");
    assertTrue(outcome.has(jar.toString(), "run", "a.B::c"));
    assertFalse(outcome.has("--conf", "spark.ui.enabled=false"));
    assertEquals(jar + ":" + sparkJars(), outcome.after("-cp"));
  }

  @Test
  void refusesMoreWorkersThanOneMachineTakes() throws Exception {
    Outcome outcome = acme("run", "a.B::c", "--n-workers", "100000");
    assertEquals(Acme.USAGE, outcome.status());
    assertTrue(outcome.messages().contains("--n-workers 100000: one machine takes 1024 at most"));
  }

  @Test
  void leavesTheChoiceOfWorkersOfSlurmToTheDriver() throws Exception {
    for (String where : List.of("--partition 8GBS", "--cluster=mine")) {
      Outcome outcome = acme(("run a.B::c --n-workers 3 " + where).split(" "));
      assertTrue(outcome.has("--master", "local[*]"), where);
      assertTrue(outcome.words().contains(jar.toString()), where);
      assertFalse(outcome.has("--conf", "spark.ui.enabled=false"), where);
    }
    Outcome both = acme("run", "a.B::c", "--partition", "p", "--master", "local[2]");
    assertEquals(Acme.USAGE, both.status());
    assertTrue(both.messages().contains("exclude each other"));
  }

  @Test
  void takesTheMasterFromTheConfiguration() throws Exception {
    Files.writeString(
        project.resolve("conf/spark-defaults.conf"), "# x\nspark.master   spark://node1:7077\n");
    assertTrue(acme("run", "a.B::c").has("--master", "spark://node1:7077"));
    assertTrue(acme("run", "a.B::c", "--master", "local").has("--master", "local"));
    assertTrue(
        acme("run", "a.B::c", "--conf", "spark.master=local[4]").has("--master", "local[4]"));
  }

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
  void readsSizesAsPeopleWriteThem() throws Exception {
    for (var size :
        Map.of(
                "4g",
                "4g",
                "8.5GB",
                "8912896k",
                "8GiB",
                "8388608k",
                "512000K",
                "512000K",
                "1024MB",
                "1048576k",
                "0.5t",
                "536870912k")
            .entrySet()) {
      Outcome outcome = acme("run", "a.B::c", "--driver-memory", size.getKey());
      assertTrue(outcome.has("-Xmx" + size.getValue()), outcome.words()::toString);
      assertTrue(outcome.has("--conf", "spark.driver.memory=" + size.getValue()));
      assertTrue(outcome.has("--driver-memory", size.getKey())); // what the user wrote
    }
    for (String size : List.of("4", "much", "8,5GB", "12B", "-1g")) {
      Outcome outcome = acme("run", "a.B::c", "--driver-memory=" + size);
      assertEquals(Acme.USAGE, outcome.status(), size);
      assertTrue(
          outcome.messages().contains("--driver-memory " + size + ": expected a size such as"),
          outcome.messages());
    }
  }

  @Test
  void givesAJarWhoseNameSparkCannotTakeAnother() throws Exception {
    environment.put("XDG_CACHE_HOME", folder.resolve("cache").toString());
    Path odd = Files.createDirectories(folder.resolve("a b,c#[1]/%41:ü"));
    Path first = Files.createFile(odd.resolve("my lib.jar"));
    Path second = Files.createFile(Files.createDirectory(odd.resolve("2")).resolve("my lib.jar"));
    Path plain = Files.createFile(folder.resolve("plain-1.0_x.jar"));
    String[] words =
        "run a.B::c --jar first --jar plain-1.0_x.jar --jar=second --jar absent,1.jar".split(" ");
    words[3] = first.toString();
    words[6] = "--jar=" + second;
    for (int i = 0; i < 2; i++) { // the second time the copies are there
      Outcome outcome = acme(words);
      assertEquals("", outcome.messages());
      String[] jars = outcome.after("--jars").split(",", 4);
      assertTrue(jars[0].matches("[A-Za-z0-9_./+=@~-]+/my_lib\\.jar"), jars[0]);
      assertTrue(Files.isSameFile(first, Path.of(jars[0])));
      assertEquals(plain.getFileName().toString(), jars[1]);
      assertTrue(Files.isSameFile(second, Path.of(jars[2])));
      assertEquals("absent,1.jar", jars[3]); // which acme itself will miss
      assertTrue(outcome.has("--jar", first.toString())); // as the user wrote it
    }
    environment.put("XDG_CACHE_HOME", plain.toString());
    Outcome nowhere = acme(words);
    assertEquals(Acme.INFRASTRUCTURE, nowhere.status());
    assertTrue(nowhere.messages().contains("no copy of it can be made"), nowhere.messages());
  }

  @Test
  void speaksUtf8WhateverTheLocale() throws Exception {
    Path jdk = Path.of(environment.get("JAVA_HOME"));
    program(jdk.resolve("bin/java"), "echo \"LC_ALL=${LC_ALL-}\"");
    environment.put("LC_ALL", "C");
    assertEquals(List.of("LC_ALL=C.UTF-8"), acme("--help").words());
    environment.put("LC_ALL", "");
    environment.put("LC_CTYPE", "C.UTF-8");
    assertEquals(List.of("LC_ALL="), acme("--help").words());
    // Where no locale has UTF-8.
    Path bin = folder.resolve("bin");
    program(bin.resolve("locale"), "echo ANSI_X3.4-1968");
    environment.put("PATH", bin + ":" + System.getenv("PATH"));
    assertEquals(0, acme("run", "a.B::c", "plain").status());
    Outcome lost = acme("run", "a.B::c", "größe");
    assertEquals(Acme.INFRASTRUCTURE, lost.status());
    assertTrue(lost.messages().contains("set LC_ALL to a locale of UTF-8"), lost.messages());
    assertEquals(1, lost.messages().lines().count(), lost.messages());
    program(bin.resolve("locale"), "echo ISO-8859-1");
    assertEquals(List.of("LC_ALL="), acme("run", "a.B::c", "gr\u00f6\u00dfe").words());
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
  void helpForAStandaloneClusterIsNoMistake() throws Exception {
    String standalone = project.resolve("submit/standalone").toString();
    for (String line :
        List.of("--help", "-h", "help", "start --help", "stop -h", "start --name x -h")) {
      Outcome outcome = run(standalone, line.split(" "));
      assertEquals(0, outcome.status(), line);
      assertTrue(outcome.words().get(0).startsWith("A standalone cluster of Spark"), line);
      assertTrue(outcome.words().stream().anyMatch(word -> word.contains("standalone stop")), line);
      assertEquals("", outcome.messages(), line);
    }
    for (String line : List.of("begin", "start --speed 3", "start --name")) {
      Outcome outcome = run(standalone, line.split(" "));
      assertEquals(Acme.USAGE, outcome.status(), line);
      assertEquals(List.of(), outcome.words(), line);
      assertTrue(outcome.messages().contains("standalone: "), line);
    }
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
      begun = files.filter(file -> file.endsWith("tried")).findFirst().orElseThrow();
    }
    FileTime before = Files.getLastModifiedTime(begun);
    var later = FileTime.fromMillis(System.currentTimeMillis() + 2_000);
    Files.setLastModifiedTime(jar, later);
    assertEquals("", sharedArchive("--help"), "it was made from another jar");
    // Until then the archives are those of before.
    while (Files.getLastModifiedTime(begun).equals(before)) {
      Thread.sleep(20);
    }
    awaitArchives();
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
    long deadline = System.nanoTime() + 30_000_000_000L;
    while (names(archives).stream().filter(name -> name.endsWith(".jsa")).count() < 3
        || names(archives).contains("making")) {
      assertTrue(System.nanoTime() < deadline, () -> "no archives but " + names(archives));
      Thread.sleep(20);
    }
  }

  private static List<String> names(Path folder) {
    if (!Files.exists(folder)) {
      return List.of();
    }
    try (var files = Files.walk(folder)) {
      return files.map(file -> file.getFileName().toString()).toList();
    } catch (IOException | UncheckedIOException e) {
      return List.of("making"); // a file went while it was listed
    }
  }

  /** The libraries of Spark, sorted. */
  private String sparkJars() {
    Path jars = project.resolve("target/spark/jars");
    return jars.resolve("a.jar") + ":" + jars.resolve("b.jar");
  }

  private static void program(Path file, String body) throws IOException {
    Files.createDirectories(file.getParent());
    Files.writeString(file, "#!/usr/bin/env bash\n" + body + "\n");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  private Outcome acme(String... args) throws Exception {
    return run(project.resolve("submit/acme").toString(), args);
  }

  private Outcome run(String script, String... args) throws Exception {
    var command = new ArrayList<String>(List.of("bash", script));
    command.addAll(List.of(args));
    Path messages = folder.resolve("messages");
    Path results = folder.resolve("results");
    var builder =
        new ProcessBuilder(command)
            .directory(folder.toFile())
            .redirectOutput(results.toFile())
            .redirectError(messages.toFile());
    List.of("SPARK_HOME", "SPARK_CONF_DIR", "MASTER").forEach(builder.environment()::remove);
    builder.environment().putAll(environment);
    int status = builder.start().waitFor();
    return new Outcome(status, Files.readAllLines(results), Files.readString(messages));
  }
}
