package org.acmespark.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.DataInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What the jar for spark-submit contains, and the notices of what is not ours. */
class BundleIT {
  private static final Path JAR = Path.of(System.getProperty("acme.jar"));

  private static final Path EXAMPLES =
      JAR.resolveSibling(JAR.getFileName().toString().replaceFirst("\\.jar$", "-examples.jar"));

  /** What the build has listed: {@code group:artifact:jar:version:scope}. */
  private static final Path LIST = JAR.resolveSibling("bundled-artifacts.txt");

  private static final Pattern ARTIFACT = Pattern.compile("\\s*([\\w.-]+:[\\w.-]+):jar:.*");
  private static final Pattern TEXT = Pattern.compile("[\\w.-]+\\.txt");
  private static final long MOST_BYTES = 14_000_000;

  private static JarFile jar;

  @BeforeAll
  static void openTheJar() throws IOException {
    jar = new JarFile(JAR.toFile());
  }

  @AfterAll
  static void closeTheJar() throws IOException {
    jar.close();
  }

  @Test
  void hasANoticeAndALicenceTextForEveryArtifactInIt() throws IOException {
    List<String> notice = text("META-INF/NOTICE").lines().toList();
    Set<String> bundled =
        Files.readAllLines(LIST).stream()
            .map(ARTIFACT::matcher)
            .filter(Matcher::matches)
            .map(matcher -> matcher.group(1))
            .collect(Collectors.toCollection(TreeSet::new));
    assertTrue(bundled.size() > 5, () -> "too few artifacts in " + LIST + ": " + bundled);
    for (String artifact : bundled) {
      Optional<String> line =
          notice.stream().filter(l -> l.startsWith(artifact + " - ")).findFirst();
      assertTrue(line.isPresent(), () -> artifact + " is in the jar and not in NOTICE");
      assertTrue(TEXT.matcher(line.get()).find(), () -> "no licence text is named: " + line.get());
    }
  }

  @Test
  void holdsEveryLicenceTextThatTheNoticeNames() throws IOException {
    Matcher named = TEXT.matcher(text("META-INF/NOTICE"));
    Set<String> texts = new TreeSet<>();
    while (named.find()) {
      texts.add("META-INF/licenses/" + named.group());
    }
    for (String text : texts) {
      assertFalse(text(text).isBlank(), text);
    }
    Set<String> present =
        jar.stream()
            .map(entry -> entry.getName())
            .filter(name -> name.startsWith("META-INF/licenses/") && name.endsWith(".txt"))
            .collect(Collectors.toCollection(TreeSet::new));
    assertEquals(texts, present);
  }

  /** A class-data archive leaves classes of Java 5 out, and picocli's are of Java 5. */
  @Test
  void hasNoClassThatIsTooOldForAClassDataArchive() throws IOException {
    List<String> old = new ArrayList<>();
    for (JarEntry entry : Collections.list(jar.entries())) {
      if (entry.getName().endsWith(".class")) {
        try (var content = new DataInputStream(jar.getInputStream(entry))) {
          content.skipNBytes(6);
          if (content.readUnsignedShort() < 50) {
            old.add(entry.getName());
          }
        }
      }
    }
    assertEquals(List.of(), old);
  }

  @Test
  void leavesTheExamplesAndTheirFiltersToAJarOfTheirOwn() throws IOException {
    assertEquals(List.of(), ofExamples(jar));
    try (var examples = new JarFile(EXAMPLES.toFile())) {
      List<String> names = ofExamples(examples);
      assertTrue(names.contains("org/acmespark/examples/Walkthrough.class"), names.toString());
      assertTrue(names.contains("uk/me/berndporr/iirj/Butterworth.class"), names.toString());
      for (String text : List.of("LICENSE", "NOTICE", "licenses/Apache-2.0.txt")) {
        assertNotNull(examples.getEntry("META-INF/" + text), text);
      }
      assertEquals(
          List.of(),
          examples.stream()
              .map(entry -> entry.getName())
              .filter(name -> name.endsWith(".class") && !names.contains(name))
              .toList());
    }
  }

  private static List<String> ofExamples(JarFile jar) {
    return jar.stream()
        .map(entry -> entry.getName())
        .filter(name -> name.matches("(org/acmespark/examples|uk/me/berndporr)/.*\\.class"))
        .toList();
  }

  @Test
  void hasOurLicence() throws IOException {
    assertTrue(text("META-INF/LICENSE").startsWith("BSD 3-Clause License"));
  }

  @Test
  void carriesNoHeadersStaticLibrariesOrLibrariesThatNothingLoads() throws IOException {
    List<String> waste =
        jar.stream()
            .map(entry -> entry.getName())
            .filter(name -> name.matches(".*\\.(h|lib|a|hpp)|.*(hdf5_cpp|hdf5_hl|/libjnihdf5).*"))
            .toList();
    assertEquals(List.of(), waste);
    assertTrue(Files.size(JAR) < MOST_BYTES, () -> "the jar has " + size() + " bytes");
  }

  private static long size() {
    return JAR.toFile().length();
  }

  private static String text(String entry) throws IOException {
    var found = jar.getEntry(entry);
    assertNotNull(found, () -> "the jar has no " + entry);
    try (var in = jar.getInputStream(found)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
