package org.acmespark.cli;

import java.io.PrintWriter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.acmespark.Results;
import org.acmespark.model.ComputationFailure;
import org.acmespark.model.Verbosity;
import org.acmespark.reading.Verification;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code acme verify}: checks that all results of a run exist and are readable. */
@Command(
    name = "verify",
    description =
        "Looks whether the results of every computation are there, and reads all of them. Exit"
            + " status: 0 if so, 1 if not, 2 if PATH is nothing of a run. With --checksums, a single"
            + " byte that has changed since it was written is found, too.",
    footer = {
      "  acme verify ACME_20261122-100302-976973",
      "  acme verify --checksums ACME_20261122-100302-976973",
      "  acme verify ACME_20261122-100302-976973/f.h5 --json"
    })
final class VerifyCommand extends ResultsCommand {
  @Parameters(paramLabel = "PATH", description = "A run directory, or a results container.")
  private String path;

  @Option(
      names = "--checksums",
      description =
          "Compare every file, and the lines of the ledger, with the checksums that were recorded"
              + " when they were written.")
  private boolean checksums;

  @Option(names = "--json", description = "Print one JSON object.")
  private boolean json;

  @Option(names = "--quiet", description = "Show no progress.")
  private boolean quiet;

  @Override
  public Integer call() {
    try (Results results = Results.open(path)) {
      Verbosity verbosity = quiet ? Verbosity.QUIET : Verbosity.NORMAL;
      Verification found =
          checksums ? results.verifyChecksums(verbosity) : results.verify(verbosity);
      if (json) {
        JsonOutput.print(describe(found), results());
      } else {
        print(found, results());
      }
      return found.isComplete() ? Acme.OK : Acme.SOME_FAILED;
    }
  }

  private static void print(Verification found, PrintWriter out) {
    out.printf(
        "%s: %s of %s computations readable%s%n",
        found.run(), found.readable(), found.nInputs(), found.isComplete() ? "" : ", NOT COMPLETE");
    found
        .checked()
        .ifPresent(
            checked ->
                out.printf(
                    "%s files with %s bytes compared with their checksums; %s files have none%n",
                    checked.files(), checked.bytes(), checked.without()));
    for (ComputationFailure failure : found.failures()) {
      out.printf(
          "failed: computation %s: %s: %s; inputs %s%n",
          failure.index(), failure.error(), failure.message(), failure.inputs());
    }
    found.problems().forEach(problem -> out.println("problem: " + problem));
  }

  private static Map<String, Object> describe(Verification found) {
    Map<String, Object> description = new LinkedHashMap<>();
    description.put("run", found.run());
    description.put("complete", found.isComplete());
    description.put("nInputs", found.nInputs());
    description.put("readable", found.readable());
    found
        .checked()
        .ifPresent(
            checked -> {
              description.put("checkedFiles", checked.files());
              description.put("checkedBytes", checked.bytes());
              description.put("filesWithoutChecksum", checked.without());
            });
    description.put("failures", found.failures().stream().map(VerifyCommand::describe).toList());
    List<Map<String, Object>> problems =
        found.problems().stream().map(VerifyCommand::describe).toList();
    description.put("problems", problems);
    return description;
  }

  private static Map<String, Object> describe(ComputationFailure failure) {
    Map<String, Object> description = new LinkedHashMap<>();
    description.put("index", failure.index());
    description.put("inputs", failure.inputs());
    description.put("error", failure.error());
    description.put("message", failure.message());
    return description;
  }

  private static Map<String, Object> describe(Verification.Problem problem) {
    Map<String, Object> description = new LinkedHashMap<>();
    description.put("first", problem.computations().map(Verification.Range::first));
    description.put("last", problem.computations().map(Verification.Range::last));
    description.put("file", problem.file());
    description.put("what", problem.what());
    return description;
  }
}
