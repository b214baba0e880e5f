import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/**
 * Makes the wheel of the Python package, on machines that have no Python: {@code java Wheel.java
 * FOLDER TARGET TIME}. A wheel is a zip file with the package and three files about it (PyPA's
 * "binary distribution format"). What they say is taken from {@code pyproject.toml}.
 */
final class Wheel {
  private static final String TAG = "py3-none-any";

  private final String project;
  private final Map<String, byte[]> files = new TreeMap<>();

  private Wheel(Path folder) throws IOException {
    project = Files.readString(folder.resolve("pyproject.toml"));
    try (Stream<Path> sources = Files.list(folder.resolve("acme"))) {
      for (Path source : sources.filter(file -> file.toString().endsWith(".py")).toList()) {
        files.put("acme/" + source.getFileName(), Files.readAllBytes(source));
      }
    }
  }

  public static void main(String[] args) throws Exception {
    var wheel = new Wheel(Path.of(args[0]));
    System.out.println(wheel.write(Path.of(args[1]), Instant.parse(args[2])));
  }

  private String given(String key) {
    Matcher found =
        Pattern.compile("^" + key + " = \"(.*)\"$", Pattern.MULTILINE).matcher(project);
    if (!found.find()) {
      throw new IllegalStateException("pyproject.toml has no " + key);
    }
    return found.group(1);
  }

  private List<String> list(String key) {
    Matcher found =
        Pattern.compile("^" + key + " = \\[(.*)\\]$", Pattern.MULTILINE).matcher(project);
    if (!found.find()) {
      throw new IllegalStateException("pyproject.toml has no list " + key);
    }
    return Pattern.compile("\"([^\"]+)\"").matcher(found.group(1)).results()
        .map(match -> match.group(1))
        .toList();
  }

  private Path write(Path target, Instant time) throws Exception {
    String stem = given("name").replace('-', '_') + "-" + given("version");
    String about = stem + ".dist-info/";
    List<String> metadata = new ArrayList<>();
    metadata.add("Metadata-Version: 2.1");
    metadata.add("Name: " + given("name"));
    metadata.add("Version: " + given("version"));
    metadata.add("Summary: " + given("description"));
    metadata.add("License: BSD-3-Clause");
    metadata.add("Requires-Python: " + given("requires-python"));
    list("dependencies").forEach(name -> metadata.add("Requires-Dist: " + name));
    metadata.add("Provides-Extra: all");
    list("all").forEach(name -> metadata.add("Requires-Dist: " + name + "; extra == \"all\""));
    put(about + "METADATA", metadata);
    put(
        about + "WHEEL",
        List.of(
            "Wheel-Version: 1.0", "Generator: acme-spark", "Root-Is-Purelib: true", "Tag: " + TAG));
    List<String> record = new ArrayList<>();
    for (Map.Entry<String, byte[]> file : files.entrySet()) {
      byte[] digest = MessageDigest.getInstance("SHA-256").digest(file.getValue());
      String hash = Base64.getUrlEncoder().withoutPadding().encodeToString(digest);
      record.add(file.getKey() + ",sha256=" + hash + "," + file.getValue().length);
    }
    record.add(about + "RECORD,,");
    put(about + "RECORD", record);

    var bytes = new ByteArrayOutputStream();
    try (var zip = new ZipOutputStream(bytes)) {
      for (Map.Entry<String, byte[]> file : files.entrySet()) {
        var entry = new ZipEntry(file.getKey());
        entry.setTimeLocal(LocalDateTime.ofInstant(time, ZoneOffset.UTC));
        zip.putNextEntry(entry);
        zip.write(file.getValue());
      }
    }
    Files.createDirectories(target);
    return Files.write(target.resolve(stem + "-" + TAG + ".whl"), bytes.toByteArray());
  }

  private void put(String name, List<String> lines) {
    files.put(name, (String.join("\n", lines) + "\n").getBytes(StandardCharsets.UTF_8));
  }
}
