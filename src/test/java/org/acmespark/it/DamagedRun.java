package org.acmespark.it;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.stream.Stream;
import org.acmespark.Inspection;
import org.acmespark.Results;
import org.acmespark.model.Compression;
import org.acmespark.model.Verbosity;
import org.acmespark.store.EarlierRun;
import org.acmespark.store.Recovery;
import org.acmespark.store.payload.DirectoryPlan;
import org.acmespark.store.payload.Spread;

/**
 * A copy of a run directory in which one file is damaged: looked at, verified, consolidated, and
 * searched for what is committed, as resuming does.
 *
 * @param original the run directory as it was
 * @param damaged the file in question, relative to it
 * @param copy where the copy stands
 */
record DamagedRun(Path original, Path damaged, Path copy, DirectoryPlan plan) {
  static DamagedRun of(Path original, Path file, Path folder, String spread) throws IOException {
    var earlier = EarlierRun.in(original.toString());
    var plan =
        new DirectoryPlan(
            String.valueOf(earlier.manifest().get("name")),
            ((Number) earlier.manifest().get("nInputs")).longValue(),
            Spread.valueOf(spread),
            Optional.empty(),
            Compression.none());
    return new DamagedRun(original, original.relativize(file), folder.resolve("run"), plan);
  }

  void use(byte[] bytes, BiConsumer<String, DamagedFiles.Use> attempt) throws IOException {
    copyAnew();
    Files.write(copy.resolve(damaged), bytes);
    Path out = copy.resolveSibling("consolidated.h5");
    Files.deleteIfExists(out);
    if (damaged.toString().endsWith(".h5")) {
      attempt.accept(
          "inspect",
          () -> Inspection.of(copy.resolve(damaged)).withValues().withAllMembers().tree());
    }
    attempt.accept(
        "verify",
        () -> {
          try (var results = Results.open(copy)) {
            results.verify(Verbosity.QUIET).isComplete();
          }
        });
    attempt.accept(
        "consolidate",
        () -> {
          try (var results = Results.open(copy)) {
            results.consolidate(out, Verbosity.QUIET);
          }
        });
    attempt.accept(
        "recover",
        () -> {
          try (var recovery =
              Recovery.of(
                  EarlierRun.in(copy.toString()), plan, failure -> false, (files, all) -> {})) {
            recovery.results().all();
          }
        });
  }

  private void copyAnew() throws IOException {
    if (Files.exists(copy)) {
      try (Stream<Path> old = Files.walk(copy)) {
        for (Path path : old.sorted((a, b) -> b.compareTo(a)).toList()) {
          Files.delete(path);
        }
      }
    }
    try (Stream<Path> paths = Files.walk(original)) {
      for (Path path : paths.toList()) {
        Files.copy(path, copy.resolve(original.relativize(path).toString()));
      }
    }
  }
}
