package org.acmespark.engine;

import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.spark.launcher.JavaModuleOptions;

/** What Spark asks of Java, for a JVM that is to be quiet about it. */
final class ModuleOptions {
  private static final Pattern OPENS = Pattern.compile("--add-opens=([\\w.]+)/([\\w.]+)=.*");

  /** Of Spark 4; Spark 3.5 does not know that Java warns without them. */
  private static final List<String> QUIET =
      List.of("--sun-misc-unsafe-memory-access=allow", "--enable-native-access=ALL-UNNAMED");

  private ModuleOptions() {}

  /** The options for the Java that this JVM runs on. */
  static List<String> ofThisJava() {
    // Spark 3.5 has the text alone.
    Stream<String> ofSpark =
        Arrays.stream(JavaModuleOptions.defaultModuleOptions().strip().split("\\s+"));
    return Stream.concat(ofSpark, QUIET.stream())
        .distinct()
        .filter(ModuleOptions::isSilent)
        .toList();
  }

  /** Java announces incubating modules, and warns of packages that it does not have any more. */
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
