package org.acmespark.run;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.acmespark.store.EarlierRun;

/** Checks that a run is the same as the run that it resumes. */
final class Resumption {
  /**
   * Options that determine the files of a run; files that were written with different values do not
   * fit together.
   */
  private static final List<String> FIXED =
      List.of(
          RunDescription.NAME,
          RunDescription.N_INPUTS,
          RunDescription.FORMAT,
          RunDescription.PAYLOAD,
          RunDescription.SINGLE_FILE,
          RunDescription.RESULT_SHAPE,
          RunDescription.RESULT_TYPE);

  private Resumption() {}

  /** Returns the seed of the run to resume. */
  static long seed(EffectiveOptions.Resume resume) {
    Object seed = EarlierRun.in(resume.directory()).manifest().get(RunDescription.SEED);
    if (seed instanceof Number number) {
      return number.longValue();
    }
    throw new IllegalArgumentException(
        "the manifest of the run in %s has no seed".formatted(resume.directory()));
  }

  /**
   * Compares the earlier run with the run that resumes it.
   *
   * @throws IllegalArgumentException naming all differences
   */
  static void requireSame(EffectiveOptions.Resume resume, Map<String, Object> now) {
    requireSame(
        resume,
        now,
        "",
        ". Resume it with what it was begun with; or add --force (force()), and what is committed"
            + " already stays as it is");
  }

  /**
   * Compares the run that is in an output directory with the run that is to have the directory.
   *
   * @throws IllegalArgumentException naming all differences
   */
  static void requireSameAgain(EffectiveOptions.Resume resume, Map<String, Object> now) {
    String replace = "--rerun replace removes it and computes everything";
    requireSame(
        resume,
        now,
        "; " + replace,
        ". %s; `acme resume %s --force` keeps its results and computes the rest"
            .formatted(replace, resume.directory()));
  }

  private static void requireSame(
      EffectiveOptions.Resume resume, Map<String, Object> now, String otherwise, String remedy) {
    Map<String, Object> before = EarlierRun.in(resume.directory()).manifest();
    List<String> fixed = new ArrayList<>();
    for (String option : FIXED) {
      compare(option, before.get(option), now.get(option), fixed);
    }
    if (!fixed.isEmpty()) {
      throw new IllegalArgumentException(
          "the run in %s cannot be resumed with other options: %s%s"
              .formatted(resume.directory(), String.join("; ", fixed), otherwise));
    }
    List<String> differences = differences(before, now);
    if (!differences.isEmpty() && !resume.force()) {
      throw new IllegalArgumentException(
          "this is not the run in %s: %s%s"
              .formatted(resume.directory(), String.join("; ", differences), remedy));
    }
  }

  private static List<String> differences(Map<String, Object> before, Map<String, Object> now) {
    List<String> found = new ArrayList<>();
    Object oldFunction = before.get(RunDescription.FUNCTION);
    Object newFunction = now.get(RunDescription.FUNCTION);
    if (!oldFunction.equals(newFunction)) {
      found.add("function was %s, now it is %s".formatted(oldFunction, newFunction));
    } else if (differs(before, now, RunDescription.FUNCTION_DIGEST)) {
      found.add("the code of function %s has changed".formatted(newFunction));
    }
    if (now.containsKey(RunDescription.SEED)) {
      compare(
          RunDescription.SEED,
          before.get(RunDescription.SEED),
          now.get(RunDescription.SEED),
          found);
    }
    compareArguments(before, now, found);
    compareJars(before, now, found);
    return found;
  }

  private static void compareArguments(
      Map<String, Object> before, Map<String, Object> now, List<String> found) {
    var oldArguments = RunDescription.entries(before.get(RunDescription.ARGUMENTS));
    var newArguments = RunDescription.entries(now.get(RunDescription.ARGUMENTS));
    if (oldArguments.size() != newArguments.size()) {
      found.add(
          "it had %s arguments, now there are %s"
              .formatted(oldArguments.size(), newArguments.size()));
      return;
    }
    for (int k = 0; k < newArguments.size(); k++) {
      Map<?, ?> was = oldArguments.get(k);
      Map<?, ?> is = newArguments.get(k);
      if (!text(was, "kind").equals(text(is, "kind")) || differs(was, is, RunDescription.DIGEST)) {
        String earlier = text(was, "kind") + " " + text(was, "value");
        String given = text(is, "kind") + " " + text(is, "value");
        found.add(
            earlier.equals(given)
                ? "the content of argument %s, %s, has changed".formatted(k + 1, given)
                : "argument %s was %s, now it is %s".formatted(k + 1, earlier, given));
      }
    }
  }

  private static void compareJars(
      Map<String, Object> before, Map<String, Object> now, List<String> found) {
    if (!(before.get(RunDescription.COMMAND) instanceof Map<?, ?> oldCommand)
        || !(now.get(RunDescription.COMMAND) instanceof Map<?, ?> newCommand)) {
      return;
    }
    var oldJars = RunDescription.entries(oldCommand.get(RecordedCommand.JARS));
    var newJars = RunDescription.entries(newCommand.get(RecordedCommand.JARS));
    if (oldJars.size() != newJars.size()) {
      found.add("it had %s jars, now there are %s".formatted(oldJars.size(), newJars.size()));
      return;
    }
    for (int k = 0; k < newJars.size(); k++) {
      if (differs(oldJars.get(k), newJars.get(k), RunDescription.DIGEST)) {
        found.add("jar %s has changed".formatted(text(newJars.get(k), RecordedCommand.FILE)));
      }
    }
  }

  private static void compare(String what, Object was, Object is, List<String> found) {
    String before = was == null ? "not given" : was.toString();
    String now = is == null ? "not given" : is.toString();
    if (!before.equals(now)) {
      found.add("%s was %s, now it is %s".formatted(what, before, now));
    }
  }

  /** Whether both digests are known and differ. */
  private static boolean differs(Map<?, ?> before, Map<?, ?> now, String key) {
    String was = text(before, key);
    String is = text(now, key);
    return !was.isEmpty() && !is.isEmpty() && !was.equals(is);
  }

  private static String text(Map<?, ?> map, String key) {
    Object value = map.get(key);
    return value == null ? "" : value.toString();
  }
}
