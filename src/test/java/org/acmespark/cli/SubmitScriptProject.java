package org.acmespark.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/**
 * A project of its own for {@code submit/acme}, with programs in place of Java, Maven and Spark.
 */
abstract class SubmitScriptProject {
  record Outcome(int status, List<String> words, String messages) {
    /** Whether these words stand one after the other. */
    boolean has(String... sequence) {
      return Collections.indexOfSubList(words, List.of(sequence)) >= 0;
    }

    String after(String option) {
      return words.get(words.indexOf(option) + 1);
    }
  }

  @TempDir Path folder;
  Path project;
  Path jar;
  final Map<String, String> environment = new HashMap<>();

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

  /** The libraries of Spark, sorted. */
  String sparkJars() {
    Path jars = project.resolve("target/spark/jars");
    return jars.resolve("a.jar") + ":" + jars.resolve("b.jar");
  }

  static void program(Path file, String body) throws IOException {
    Files.createDirectories(file.getParent());
    Files.writeString(file, "#!/usr/bin/env bash\n" + body + "\n");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  Outcome acme(String... args) throws Exception {
    return run(project.resolve("submit/acme").toString(), args);
  }

  Outcome run(String script, String... args) throws Exception {
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
