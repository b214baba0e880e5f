package org.acmespark.run;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.api.java.JavaSparkContext;

/** Collects the versions of the software that computes a run, for its manifest. */
final class Versions {
  private Versions() {}

  static Map<String, String> all(JavaSparkContext spark) {
    Map<String, String> versions = new LinkedHashMap<>();
    versions.put(
        "acme",
        Optional.ofNullable(Versions.class.getPackage().getImplementationVersion())
            .orElse("unpackaged"));
    versions.put("spark", spark.version());
    versions.put("java", Runtime.version().toString());
    versions.put("scala", scala.util.Properties.versionNumberString());
    versions.put("os", System.getProperty("os.name") + " " + System.getProperty("os.version"));
    return versions;
  }
}
