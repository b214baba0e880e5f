package org.acmespark.run;

import java.io.File;
import java.net.MalformedURLException;
import java.net.URI;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.acmespark.function.UserFirstLoader;
import org.apache.spark.SparkConf;
import org.apache.spark.SparkContext$;

/**
 * The user's jars whose classes come before those of Spark. Spark's own switches for this order
 * would also take classes of this project, of its libraries and of Spark itself from the user's
 * jars. Therefore {@code submit/acme} passes such jars to Spark as plain files.
 *
 * @param names file names, which are the same on executors; empty if nothing comes first
 * @param loader finds the user's classes on the driver
 */
public record UserJars(List<String> names, ClassLoader loader) {
  private static final String OPTION = "userClasspathFirst";

  /** Returns Spark's default order, in which the classes that come with Spark are taken first. */
  public static UserJars last() {
    return new UserJars(List.of(), Thread.currentThread().getContextClassLoader());
  }

  /**
   * Returns the jars in {@code spark.files}, which Spark itself does not search, and the jars in
   * {@code spark.jars}, without the jars of this project.
   *
   * @throws IllegalArgumentException if there are no such jars
   */
  public static UserJars first() {
    var active = SparkContext$.MODULE$.getActive();
    SparkConf conf = active.isDefined() ? active.get().getConf() : new SparkConf();
    String own = name(location(UserJars.class));
    Set<String> ours = Set.of(own, own.replaceFirst("\\.jar$", "-examples.jar"));
    List<String> jars =
        Stream.of("spark.files", "spark.jars")
            .flatMap(property -> Arrays.stream(conf.get(property, "").split(",")))
            .map(String::strip)
            .filter(jar -> jar.endsWith(".jar") && !ours.contains(name(jar)))
            .toList();
    if (jars.isEmpty()) {
      throw new IllegalArgumentException(
          OPTION
              + ": there is no jar whose classes could come first; give it to Spark with --jar, or as spark.jars");
    }
    ClassLoader parent = Thread.currentThread().getContextClassLoader();
    return new UserJars(
        jars.stream().map(UserJars::name).toList(),
        UserFirstLoader.of(jars.stream().map(UserJars::url).toList(), parent));
  }

  private static String name(String jar) {
    return new File(path(jar)).getName();
  }

  /** Returns the path of a jar; Spark keeps paths as URIs, except those that a program has set. */
  private static String path(String jar) {
    return jar.startsWith("file:") ? URI.create(jar).getPath() : jar;
  }

  private static String location(Class<?> type) {
    return type.getProtectionDomain().getCodeSource().getLocation().getPath();
  }

  private static URL url(String jar) {
    Path path = Path.of(path(jar));
    if (!Files.isRegularFile(path)) {
      throw new IllegalArgumentException(
          "%s: the jar %s is no file on this machine".formatted(OPTION, jar));
    }
    try {
      return path.toUri().toURL();
    } catch (MalformedURLException e) {
      throw new IllegalArgumentException("%s: %s".formatted(OPTION, e.getMessage()), e);
    }
  }

  /** Runs an action that finds its classes in these jars. */
  public <T> T during(Supplier<T> action) {
    Thread thread = Thread.currentThread();
    ClassLoader before = thread.getContextClassLoader();
    thread.setContextClassLoader(loader);
    try {
      return action.get();
    } finally {
      thread.setContextClassLoader(before);
    }
  }
}
