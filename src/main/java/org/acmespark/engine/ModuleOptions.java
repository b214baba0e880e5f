package org.acmespark.engine;

import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.spark.launcher.JavaModuleOptions;

/** The Java options that Spark needs, for a JVM that must not print warnings about them. */
final class ModuleOptions {
  private static final Pattern OPENS = Pattern.compile("--add-opens=([\\w.]+)/([\\w.]+)=.*");

  /** Options of Spark 4. Spark 3.5 does not set them, although Java warns without them. */
  private static final List<String> QUIET =
      List.of("--sun-misc-unsafe-memory-access=allow", "--enable-native-access=ALL-UNNAMED");

  private ModuleOptions() {}

  /** Returns the options for the Java version of this JVM. */
  static List<String> ofThisJava() {
    // Spark 3.5 has only the text.
    Stream<String> ofSpark =
        Arrays.stream(JavaModuleOptions.defaultModuleOptions().strip().split("\\s+"));
    return Stream.concat(ofSpark, QUIET.stream())
        .distinct()
        .filter(ModuleOptions::isSilent)
        .toList();
  }

  /**
   * Returns whether Java prints nothing about an option. Java announces incubating modules, and
   * warns about packages that it no longer has.
   */
  private static boolean isSilent(String option) {
    Matcher opens = OPENS.matcher(option);
    if (opens.matches()) {
      return ModuleLayer.boot()
          .findModule(opens.group(1))
          .filter(module -> module.getPackages().contains(opens.group(2)))
          .isPresent();
    }
    return !option.startsWith("--add-modules");
  }
}
