package org.acmespark;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.LiteralTree;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.util.JavacTask;
import com.sun.source.util.SourcePositions;
import com.sun.source.util.TreeScanner;
import com.sun.source.util.Trees;
import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;

/**
 * Nothing that acme writes depends on the user's language or on the encoding of the machine: with
 * {@code ar-EG}, {@code %d} writes the digits of Arabic, into the names of files too.
 */
class LocaleRulesTest {
  private static final Path SOURCES = Path.of("src/main/java");

  /** Conversions of java.util.Formatter that depend on the language; %s, %x and %c do not. */
  private static final Pattern LOCALIZED =
      Pattern.compile("(?<!%)(?:%%)*%(?:\\d+\\$)?[-#+ 0,(]*\\d*(?:\\.\\d+)?(?:[dfeEgG]|[tT]\\w|S)");

  /** Methods that have a kin with a Locale or a Charset as a parameter. */
  private static final Set<String> DEPENDENT =
      Set.of(
          "java.lang.String.toLowerCase()",
          "java.lang.String.toUpperCase()",
          "java.lang.String.getBytes()",
          "java.lang.String.<init>(byte[])",
          "java.lang.String.<init>(byte[], int, int)",
          "java.io.InputStreamReader.<init>(java.io.InputStream)",
          "java.io.OutputStreamWriter.<init>(java.io.OutputStream)",
          "java.io.FileReader.<init>(java.lang.String)",
          "java.io.FileReader.<init>(java.io.File)",
          "java.io.FileWriter.<init>(java.lang.String)",
          "java.io.FileWriter.<init>(java.io.File)",
          "java.io.PrintStream.<init>(java.io.OutputStream)",
          "java.io.PrintStream.<init>(java.io.OutputStream, boolean)",
          "java.io.ByteArrayOutputStream.toString()",
          "java.util.Scanner.<init>(java.io.InputStream)",
          "java.util.Scanner.<init>(java.lang.String)",
          "java.text.DecimalFormat.<init>()",
          "java.text.DecimalFormat.<init>(java.lang.String)",
          "java.text.SimpleDateFormat.<init>(java.lang.String)",
          "java.text.NumberFormat.getInstance()",
          "java.text.NumberFormat.getIntegerInstance()",
          "java.time.format.DateTimeFormatter.ofPattern(java.lang.String)");

  private static ArchRule noDependentCalls() {
    return noClasses()
        .should()
        .accessTargetWhere(
            DescribedPredicate.describe(
                "takes language or encoding from the machine (pass Locale.ROOT or UTF_8)",
                (JavaAccess<?> access) -> DEPENDENT.contains(signature(access))))
        .because("a file, a name or a command must be the same in every language");
  }

  private static String signature(JavaAccess<?> access) {
    return access.getTarget().getFullName();
  }

  @Test
  void noCallTakesLanguageOrEncodingFromTheMachine() {
    noDependentCalls()
        .check(
            new ClassFileImporter()
                .withImportOption(new ImportOption.DoNotIncludeTests())
                .importPackages("org.acmespark"));
  }

  /** Calls that the rule must find. */
  static final class Careless {
    String low(String text) {
      return text.toLowerCase();
    }

    InputStreamReader reader(InputStream in) {
      return new InputStreamReader(in);
    }

    DateTimeFormatter stamp() {
      return DateTimeFormatter.ofPattern("yyyy");
    }

    byte[] bytes(String text) {
      return text.getBytes();
    }
  }

  @Test
  void theRuleFindsSuchCalls() {
    var careless = new ClassFileImporter().importClasses(Careless.class, JavaClass.class);
    var found = assertThrows(AssertionError.class, () -> noDependentCalls().check(careless));
    for (String method : List.of("low(", "reader(", "stamp(", "bytes(")) {
      assertTrue(found.getMessage().contains("Careless." + method), found.getMessage());
    }
  }

  /** Formats are constants that the bytecode does not tie to their call, so sources are read. */
  @Test
  void noFormatWritesNumbersInTheUsersLanguage() throws IOException {
    try (Stream<Path> files = Files.walk(SOURCES)) {
      List<Path> sources = files.filter(file -> file.toString().endsWith(".java")).toList();
      assertTrue(sources.size() > 100, () -> "few sources: " + sources);
      assertEquals(
          List.of(),
          localized(sources.stream().map(LocaleRulesTest::source).toList()),
          "Write %s for an int or a long, or String.format(Locale.ROOT, ...): with Locale ar-EG, %d"
              + " writes other digits.");
    }
  }

  @Test
  void suchFormatsAreFound() throws IOException {
    String text =
        """
        class A {
          static final String LATER = "%5.1f";
          String wrong(int i) { return "%s: %,d".formatted("a", i); }
          String right(int i) { return String.format(java.util.Locale.ROOT, "%d", i); }
          String also(int i) { return String.format(Locale.ROOT, i > 1 ? "%.0f" : "%.1f", i); }
          String fine(int i) { return "%s %08x %% d %n 100 %%d".formatted(i, i); }
        }
        """;
    assertEquals(
        List.of("A.java:2: \"%5.1f\"", "A.java:3: \"%s: %,d\""),
        localized(List.of(source("A.java", text))));
  }

  /** Literals with a localized conversion that are not in a call whose first argument is ROOT. */
  private static List<String> localized(List<JavaFileObject> sources) throws IOException {
    var compiler = ToolProvider.getSystemJavaCompiler();
    var task = (JavacTask) compiler.getTask(null, null, null, List.of(), null, sources);
    SourcePositions positions = Trees.instance(task).getSourcePositions();
    List<String> found = new ArrayList<>();
    for (CompilationUnitTree unit : task.parse()) {
      new TreeScanner<Void, Void>() {
        @Override
        public Void visitMethodInvocation(MethodInvocationTree call, Void none) {
          boolean root =
              !call.getArguments().isEmpty()
                  && call.getArguments().get(0).toString().endsWith("Locale.ROOT");
          return root ? null : super.visitMethodInvocation(call, none);
        }

        @Override
        public Void visitLiteral(LiteralTree literal, Void none) {
          if (literal.getValue() instanceof String text && LOCALIZED.matcher(text).find()) {
            long line = unit.getLineMap().getLineNumber(positions.getStartPosition(unit, literal));
            String file = unit.getSourceFile().getName();
            found.add(file.substring(file.lastIndexOf('/') + 1) + ":" + line + ": " + literal);
          }
          return null;
        }
      }.scan(unit, null);
    }
    return found;
  }

  private static JavaFileObject source(Path file) {
    try {
      return source(file.getFileName().toString(), Files.readString(file));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static JavaFileObject source(String name, String text) {
    return new SimpleJavaFileObject(URI.create("string:///" + name), JavaFileObject.Kind.SOURCE) {
      @Override
      public CharSequence getCharContent(boolean ignored) {
        return text;
      }
    };
  }

  /** What the rule relies on. */
  @Test
  void onlySomeConversionsDependOnTheLanguage() {
    Locale before = Locale.getDefault();
    try {
      Locale.setDefault(Locale.forLanguageTag("ar-EG"));
      assertEquals("\u0661\u0662", "%d".formatted(12));
      assertEquals("12 c 000c true", "%s %x %04x %b".formatted(12, 12, 12, true));
    } finally {
      Locale.setDefault(before);
    }
  }
}
