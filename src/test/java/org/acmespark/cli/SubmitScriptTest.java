package org.acmespark.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;

/** What {@code submit/acme} hands to Java and to Spark. */
@DisabledOnOs(OS.WINDOWS)
class SubmitScriptTest extends SubmitScriptProject {
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
}
