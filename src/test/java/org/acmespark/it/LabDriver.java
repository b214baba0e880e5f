package org.acmespark.it;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import org.acmespark.Args;
import org.acmespark.NamedMapBuilder;
import org.acmespark.ParallelMap;
import org.acmespark.cluster.Cluster;
import org.acmespark.run.GivenOptions;
import org.acmespark.run.RunOption;

/**
 * A program that computes one run after the other on the cluster named {@code lab}, as a notebook
 * does: the main class of {@link LabSession}. A line of its input is a run, its parts separated by
 * tabs: the run directory, {@code new} or {@code resume}, the function, the number of computations,
 * its arguments {@code millis} and {@code calls}, and options such as {@code singleFile=true}. A
 * line of its output says that a run has ended.
 */
final class LabDriver {
  private LabDriver() {}

  public static void main(String[] arguments) throws IOException {
    try (var cluster = Cluster.named("lab");
        var lines = new BufferedReader(new InputStreamReader(System.in))) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        String[] parts = line.split("\t");
        System.out.println("ENDED " + parts[0] + " " + compute(cluster, parts));
      }
    }
  }

  private static String compute(Cluster cluster, String[] parts) {
    var options = new GivenOptions();
    for (int k = 6; k < parts.length; k++) {
      String[] option = parts[k].split("=", 2);
      RunOption<?> named =
          RunOption.all().stream()
              .filter(o -> o.name().equals(option[0]))
              .findFirst()
              .orElseThrow();
      options.set(named, option[0], option[1]);
    }
    NamedMapBuilder function = ParallelMap.named(parts[2]);
    if (parts[2].contains(".py::")) {
      function.python("/usr/bin/python3");
    }
    var builder =
        function
            .args(Args.range(Long.parseLong(parts[3])), Integer.parseInt(parts[4]), parts[5])
            .options(options)
            .cluster(cluster);
    builder = parts[1].equals("resume") ? builder.resume(parts[0]) : builder.outputDir(parts[0]);
    try (var map = builder.build()) {
      map.compute().requireAllComputed();
      return "well";
    } catch (RuntimeException e) {
      e.printStackTrace();
      return "badly: " + e.getMessage();
    }
  }
}
