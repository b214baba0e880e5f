package org.acmespark.docs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.tools.ToolProvider;
import org.acmespark.Judges;
import org.acmespark.hdf5.Hdf5Writer;
import org.acmespark.hdf5.value.Hdf5Value;

/**
 * The directory where a reader tries a document: a clone that is built, and the input files that
 * the documents speak of.
 */
final class Workplace implements AutoCloseable {
  private static final String END_OF_COMMAND = "--- end of command ---";

  /** The line that says what a run will do. */
  private static final String PREVIEW = "(?m)^acme: [^\n]*: \\d+ computations?; [^\n]*\n";

  private static final String HOME_OF_READER = "/home/me";

  /** The function that documents call from a jar. */
  private static final String USERS_CODE =
      """
      package com.example;

      public final class Filters {
        public static double[] lowpass(double[] samples, double cutoff) {
          return org.acmespark.examples.Filters.lowpass(samples, cutoff, 1000, 4);
        }
      }
      """;

  private final Path directory;
  private Optional<JavaShell> java = Optional.empty();

  Workplace(Path directory) throws IOException {
    this.directory = directory.toRealPath();
    layOutClone();
    makeFiltersJar();
    double[][] signal = new double[1000][8];
    for (int t = 0; t < signal.length; t++) {
      for (int channel = 0; channel < 8; channel++) {
        signal[t][channel] = Math.sin(0.05 * t) + 0.1 * channel * Math.sin(1.9 * t);
      }
    }
    write("sigdata.h5", "/data", signal);
    write("sensors.h5", "/data", new double[][] {{1, 2, 3, 4}, {5, 6, 7, 8}, {0, 0, 9, 0}});
    Files.writeString(this.directory.resolve("trials.json"), "[[1, 2, 3], [4, 5, 6]]\n");
  }

  private void write(String file, String dataset, Object value) {
    try (var writer = Hdf5Writer.create(directory.resolve(file))) {
      writer.write(dataset, Hdf5Value.of(value));
      writer.commit();
    }
  }

  /** What submit/acme needs; in place of the jar of the build one that points to the classes. */
  private void layOutClone() throws IOException {
    Files.createDirectories(directory.resolve("src/main"));
    Files.createSymbolicLink(
        directory.resolve("src/main/python"), Path.of("src/main/python").toAbsolutePath());
    Files.createDirectories(directory.resolve("target/spark"));
    copy(
        "submit/acme",
        "submit/detach.bash",
        "submit/guarded.bash",
        "submit/shared-classes.bash",
        "submit/source.bash",
        "submit/words.bash",
        "submit/standalone",
        "conf/log4j2.properties",
        "conf/spark-defaults.conf",
        "pom.xml");
    Path jars = Path.of(System.getenv("SPARK_HOME"), "jars");
    Files.createSymbolicLink(directory.resolve("target/spark/jars"), jars);
    String classes =
        Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
            .map(Path::of)
            .filter(entry -> !Files.exists(jars.resolve(entry.getFileName())))
            .map(entry -> entry.toUri().toString())
            .collect(Collectors.joining(" "));
    var manifest = new Manifest();
    manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
    manifest.getMainAttributes().put(Attributes.Name.CLASS_PATH, classes);
    Path jar = directory.resolve("target/acme-spark-0.jar");
    new JarOutputStream(Files.newOutputStream(jar), manifest).close();
    Files.createFile(directory.resolve("target/original-acme-spark-0.jar"));
  }

  private void copy(String... files) throws IOException {
    for (String file : files) {
      Path target = directory.resolve(file);
      Files.createDirectories(target.getParent());
      Files.copy(Path.of(file), target);
    }
  }

  private void makeFiltersJar() throws IOException {
    Path source = directory.resolve("Filters.java");
    Files.writeString(source, USERS_CODE);
    Path classes = Files.createDirectories(directory.resolve("classes"));
    List<String> options = List.of("-parameters", "-d", classes.toString(), source.toString());
    assertEquals(
        0,
        ToolProvider.getSystemJavaCompiler().run(null, null, null, options.toArray(String[]::new)));
    try (OutputStream file = Files.newOutputStream(directory.resolve("filters.jar"));
        var jar = new JarOutputStream(file)) {
      jar.putNextEntry(new JarEntry("com/example/Filters.class"));
      Files.copy(classes.resolve("com/example/Filters.class"), jar);
    }
  }

  /** Writes a file that the document shows. */
  void write(String name, Document.Block block) throws IOException {
    Files.writeString(directory.resolve(name), block.text());
  }

  /** Runs a block of Java in the document's session. */
  void java(Document.Block block) throws IOException {
    if (java.isEmpty()) {
      java = Optional.of(new JavaShell(directory));
    }
    assertEquals("", java.get().run(Shown.about(newestRun(), block.text())));
  }

  /**
   * Runs the commands of a block, the lines that begin with {@code $}, in one shell, and compares
   * what each prints on both streams with what is shown below it.
   */
  void console(Document.Block block) throws IOException, InterruptedException {
    List<String> commands = new ArrayList<>();
    List<String> shown = new ArrayList<>();
    for (String line : block.text().lines().toList()) {
      if (line.startsWith("$ ")) {
        commands.add(line.substring(2));
        shown.add("");
      } else {
        int last = shown.size() - 1;
        shown.set(last, shown.get(last) + line + "\n");
      }
    }
    List<String> printed = printedBy(commands);
    for (int i = 0; i < commands.size(); i++) {
      String actual = printed.get(i).replace(directory.toString(), HOME_OF_READER);
      if (!shown.get(i).contains(" computations; ")) {
        actual = actual.replaceAll(PREVIEW, ""); // a page shows it once
      }
      String context = "$ " + commands.get(i) + "\n";
      if (!Shown.matches(shown.get(i), actual)) {
        assertEquals(context + shown.get(i).strip(), context + actual.strip());
        fail("differs in nothing but blanks: " + context);
      }
    }
  }

  private List<String> printedBy(List<String> commands) throws IOException, InterruptedException {
    // The newest run is found by the shell: an earlier command of the block may have made it.
    String script =
        "end() { local status=$?; echo; echo '%s'; return $status; }\n".formatted(END_OF_COMMAND)
            + commands.stream()
                .map(command -> Shown.about("\\$(ls -td ACME_*/ | head -n 1 | tr -d /)", command))
                .map(command -> command + "\nend\n")
                .collect(Collectors.joining());
    Path output = directory.resolve("output.txt");
    var builder =
        new ProcessBuilder("bash", "-c", script)
            .directory(directory.toFile())
            .redirectErrorStream(true)
            .redirectOutput(output.toFile());
    List.of("SPARK_HOME", "SPARK_CONF_DIR").forEach(builder.environment()::remove);
    builder.environment().put("MASTER", "local[2]");
    builder.environment().put("ACME_CDS", "off"); // of a jar that names folders none is made
    builder.environment().put("ACME_CLUSTERS", directory.resolve("clusters").toString());
    builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
    builder.environment().put("ACME_PYTHON", Judges.PYTHON);
    builder
        .environment()
        .merge(
            "PATH",
            Path.of(Judges.PYTHON).getParent().toString(),
            (path, ours) -> ours + ":" + path);
    builder.start().waitFor();
    List<String> printed = List.of(Files.readString(output).split(END_OF_COMMAND + "\n", -1));
    assertTrue(printed.size() > commands.size(), () -> "the shell ended early: " + printed);
    return printed;
  }

  /** Runs a session of Python, with its {@code >>>}, as Python's doctest does. */
  void python(Document.Block block) throws IOException {
    assertTrue(block.text().startsWith(">>> "), "shows no session");
    Path session = directory.resolve("session.txt");
    Files.writeString(session, Shown.about(newestRun(), block.text()));
    Judges.h5py(
        """
        import doctest, os, sys
        os.chdir(os.path.dirname(sys.argv[1]))
        flags = doctest.ELLIPSIS | doctest.NORMALIZE_WHITESPACE
        failed, tried = doctest.testfile(sys.argv[1], module_relative=False, optionflags=flags)
        sys.exit(failed or not tried)
        """,
        session);
  }

  private String newestRun() throws IOException {
    try (Stream<Path> entries = Files.list(directory)) {
      return entries
          .map(entry -> entry.getFileName().toString())
          .filter(name -> name.startsWith("ACME_"))
          .max(Comparator.naturalOrder())
          .orElse("ACME_none");
    }
  }

  @Override
  public void close() throws IOException {
    if (java.isPresent()) {
      java.get().close();
    }
    for (String link : List.of("target/spark/jars", "src/main/python")) {
      Files.delete(directory.resolve(link)); // JUnit warns of links that lead outside
    }
  }
}
