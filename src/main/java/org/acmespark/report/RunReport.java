package org.acmespark.report;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Optional;
import org.acmespark.model.AcmeException;
import org.acmespark.reading.StoredRun;
import org.acmespark.store.directory.RemoteDirectory;

/**
 * The report of a run: one HTML file that needs no other file and no network.
 *
 * <pre>{@code
 * RunReport.write("ACME_20261122-100302-976973");   // .../ACME_20261122-100302-976973/report.html
 * }</pre>
 *
 * <p>The run may still be going on, or have ended early; the report shows what the ledger has.
 * Memory and size of the file do not depend on the number of computations, but for a few bytes of
 * memory per computation.
 */
public final class RunReport {
  /** Name of the file in the run directory. */
  public static final String FILE = "report.html";

  private final String address;
  private final String html;

  private RunReport(String address, String html) {
    this.address = address;
    this.html = html;
  }

  /** Returns the path of the file, or its address on a Hadoop file system. */
  public String address() {
    return address;
  }

  /** Returns the page, which loads nothing from anywhere. */
  public String html() {
    return html;
  }

  /**
   * Writes the report into the run directory, replacing an earlier one in one step.
   *
   * @param place path or address of a run directory or a results container
   * @return the report, which knows its path or address
   * @throws IllegalArgumentException if there is no run at the place
   * @throws AcmeException if the run cannot be read, or the report cannot be written
   */
  public static RunReport write(String place) {
    if (!RemoteDirectory.isAddress(place)) {
      try (StoredRun run = StoredRun.open(place, List.of())) {
        Path file = run.directory().resolve(FILE);
        String html = html(run);
        store(html, file);
        return new RunReport(file.toString(), html);
      }
    }
    String directory = place.endsWith(".h5") ? place.substring(0, place.lastIndexOf('/')) : place;
    try (StoredRun run = StoredRun.open(place, List.of())) {
      String html = html(run);
      Path copy = Files.writeString(run.directory().resolve(FILE), html);
      RemoteDirectory remote = RemoteDirectory.of(directory);
      String staged = "." + FILE + ".new";
      remote.upload(copy, staged);
      remote.rename(staged, FILE, true);
      return new RunReport(remote.address(FILE), html);
    } catch (IOException e) {
      throw new AcmeException(
          "the report cannot be written into %s: %s".formatted(directory, RemoteDirectory.why(e)),
          e);
    }
  }

  /** Writes the report into a file, which is replaced in one step if it exists. */
  public static void write(String place, Path file) {
    try (StoredRun run = StoredRun.open(place, List.of())) {
      store(html(run), file.toAbsolutePath());
    }
  }

  private static void store(String html, Path file) {
    Path staged =
        file.resolveSibling("." + file.getFileName() + "." + ProcessHandle.current().pid());
    try {
      Files.write(staged, html.getBytes(StandardCharsets.UTF_8));
      Files.move(staged, file, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      throw new AcmeException("the report %s cannot be written: %s".formatted(file, e), e);
    } finally {
      deleteIfLeft(staged);
    }
  }

  private static void deleteIfLeft(Path staged) {
    try {
      Files.deleteIfExists(staged);
    } catch (IOException e) {
      // The file is hidden and small.
    }
  }

  private static String html(StoredRun run) {
    var facts = new Facts(run.description());
    var time = new WorkTime(facts.starts());
    var tally = new Tally(Math.toIntExact(run.nInputs()), time);
    run.forEachAttempt(tally);
    facts.time("ended").ifPresent(time::addEnd);
    Optional<Histogram> histogram =
        Optional.of(tally.durations()).filter(d -> d.count() > 0).map(Histogram::new);
    Optional<Timeline> timeline =
        Optional.of(tally.executors())
            .filter(executors -> !executors.isEmpty() && !time.isEmpty())
            .map(executors -> new Timeline(executors, time));
    run.forEachAttempt(
        attempt -> {
          histogram.ifPresent(h -> h.accept(attempt));
          timeline.ifPresent(t -> t.accept(attempt));
        });
    timeline.ifPresent(t -> facts.deaths().forEach(t::add));
    return new Page(run, facts, tally, time, histogram, timeline, ResultSummary.of(run)).html();
  }
}
