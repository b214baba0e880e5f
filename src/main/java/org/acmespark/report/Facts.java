package org.acmespark.report;

import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.acmespark.model.ShellWord;

/** What the manifest says. Nothing in it is taken for granted, because anybody can edit it. */
final class Facts {
  private final Map<String, Object> manifest;

  Facts(Map<String, Object> manifest) {
    this.manifest = manifest;
  }

  Optional<String> text(String field) {
    return text(manifest.get(field));
  }

  private static Optional<String> text(Object value) {
    return value instanceof String || value instanceof Number || value instanceof Boolean
        ? Optional.of(value.toString())
        : Optional.empty();
  }

  Optional<Instant> time(String field) {
    return text(field).flatMap(Facts::instant);
  }

  private static Optional<Instant> instant(String text) {
    try {
      return Optional.of(Instant.parse(text));
    } catch (DateTimeParseException e) {
      return Optional.empty();
    }
  }

  /** Returns the fields of an object, as text. */
  Map<String, String> object(String field) {
    return manifest.get(field) instanceof Map<?, ?> map ? texts(map) : Map.of();
  }

  private static Map<String, String> texts(Map<?, ?> map) {
    Map<String, String> texts = new LinkedHashMap<>();
    map.forEach((key, value) -> text(value).ifPresent(t -> texts.put(key.toString(), t)));
    return texts;
  }

  /** Returns the objects in a list, as text. */
  List<Map<String, String>> objects(String field) {
    List<Map<String, String>> objects = new ArrayList<>();
    if (manifest.get(field) instanceof List<?> list) {
      for (Object element : list) {
        if (element instanceof Map<?, ?> map) {
          objects.add(texts(map));
        }
      }
    }
    return objects;
  }

  /** Returns when each process that worked on the run began. */
  List<Instant> starts() {
    List<Instant> starts = new ArrayList<>();
    time("started").ifPresent(starts::add);
    objects("resumed")
        .forEach(part -> Facts.instant(part.getOrDefault("started", "")).ifPresent(starts::add));
    return starts;
  }

  /** Returns the executors that died. */
  List<Timeline.Death> deaths() {
    List<Timeline.Death> deaths = new ArrayList<>();
    for (Map<String, String> death : objects("lostExecutors")) {
      instant(death.getOrDefault("time", ""))
          .ifPresent(
              time ->
                  deaths.add(
                      new Timeline.Death(
                          death.getOrDefault("executor", ""),
                          death.getOrDefault("host", ""),
                          time,
                          death.getOrDefault("why", ""))));
    }
    return deaths;
  }

  /**
   * Returns the command to repeat the run with the same random numbers, quoted for a shell; empty
   * if a program began the run.
   */
  Optional<String> command() {
    if (!(manifest.get("command") instanceof Map<?, ?> command)
        || !(command.get("arguments") instanceof List<?> words)) {
      return Optional.empty();
    }
    List<String> all = new ArrayList<>(List.of("acme"));
    words.forEach(word -> all.add(ShellWord.quoted(word.toString())));
    boolean seeded = words.stream().anyMatch(word -> word.toString().startsWith("--seed"));
    if (!seeded) {
      text("seed").ifPresent(seed -> all.addAll(List.of("--seed", ShellWord.quoted(seed))));
    }
    String line = String.join(" ", all);
    return Optional.of(
        text(command.get("directory"))
            .map(d -> "cd " + ShellWord.quoted(d) + "\n" + line)
            .orElse(line));
  }

  /** Returns the jars of the user, with the beginnings of their digests. */
  List<String> jars() {
    return manifest.get("command") instanceof Map<?, ?> command
            && command.get("jars") instanceof List<?> jars
        ? jars.stream()
            .filter(Map.class::isInstance)
            .map(jar -> texts((Map<?, ?>) jar))
            .map(jar -> jar.get("file") + " (SHA-256 " + jar.get("sha256") + ")")
            .collect(Collectors.toList())
        : List.of();
  }
}
