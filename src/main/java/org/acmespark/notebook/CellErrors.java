package org.acmespark.notebook;

import java.lang.reflect.Field;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import jdk.jshell.EvalException;
import jdk.jshell.JShell;
import jdk.jshell.JShellException;
import jdk.jshell.Snippet;
import org.rapaio.jupyter.kernel.core.RapaioKernel;
import org.rapaio.jupyter.kernel.core.format.ErrorFormatter;
import org.rapaio.jupyter.kernel.core.format.ErrorFormatters;
import org.rapaio.jupyter.kernel.display.text.ANSI;

/**
 * Formats an exception that a cell has thrown: its message, and the lines of the user's code that
 * it came through. The kernel alone would name places as JShell does, such as {@code .(#26:1)},
 * with a number that no reader of a notebook knows.
 */
final class CellErrors implements ErrorFormatter<EvalException> {
  /** How many lines of the code are shown before and after the one that failed. */
  private static final int AROUND = 2;

  private static final int FRAMES = 8;
  private static final String OURS = "org.acmespark.";

  private CellErrors() {}

  /**
   * Has the kernel use this format. The kernel has no public means for it; if a later version
   * differs, its own format is used.
   */
  static void install() {
    try {
      Field map = ErrorFormatters.class.getDeclaredField("map");
      map.setAccessible(true);
      @SuppressWarnings("unchecked") // as the kernel declares it
      var formatters = (Map<Class<?>, ErrorFormatter<?>>) map.get(null);
      formatters.put(EvalException.class, new CellErrors());
    } catch (ReflectiveOperationException | RuntimeException anotherKernel) {
      return;
    }
  }

  @Override
  public List<String> format(RapaioKernel kernel, EvalException failure) {
    JShell shell = kernel.javaEngine().getShell();
    List<String> lines = new ArrayList<>();
    lines.add(bold(shownClass(failure) + message(failure)));
    lines.addAll(frames(shell, failure));
    JShellException cause = failure.getCause();
    for (int i = 0; cause != null && i < FRAMES; i++) {
      lines.add(bold("caused by " + shownClass(cause) + message(cause)));
      lines.addAll(frames(shell, cause));
      cause = cause instanceof EvalException inner ? inner.getCause() : null;
    }
    return lines;
  }

  private static String shownClass(JShellException failure) {
    String name =
        failure instanceof EvalException eval
            ? eval.getExceptionClassName()
            : failure.getClass().getSimpleName();
    return name.replaceFirst("^(java\\.lang|org\\.acmespark\\.model)\\.", "");
  }

  private static String message(JShellException failure) {
    return failure.getMessage() == null ? "" : ": " + failure.getMessage();
  }

  private static List<String> frames(JShell shell, JShellException failure) {
    List<String> lines = new ArrayList<>();
    int shown = 0;
    for (StackTraceElement frame : failure.getStackTrace()) {
      if (frame.getClassName().startsWith(OURS)) {
        continue;
      }
      Optional<Snippet> snippet = snippet(shell, frame);
      if (snippet.isEmpty() && shown++ >= FRAMES) {
        continue; // the user's own code is shown, however deep it is
      }
      if (snippet.isPresent()) {
        lines.add("  in " + where(frame) + ":");
        lines.addAll(code(snippet.get().source(), frame.getLineNumber()));
      } else {
        lines.add("  at " + frame);
      }
    }
    return lines;
  }

  private static Optional<Snippet> snippet(JShell shell, StackTraceElement frame) {
    String file = frame.getFileName();
    if (file == null || !file.startsWith("#")) {
      return Optional.empty();
    }
    try (Stream<Snippet> snippets = shell.snippets()) {
      return snippets.filter(snippet -> snippet.id().equals(file.substring(1))).findAny();
    }
  }

  /** Names the method, with its class if it is in one; the code of a cell itself has no name. */
  private static String where(StackTraceElement frame) {
    String method = frame.getMethodName().replaceFirst("^lambda\\$(.*?)\\$+\\d+$", "$1");
    String type = frame.getClassName();
    boolean cell = method.isEmpty() || method.startsWith("do_it$");
    return cell ? "this cell" : type.isEmpty() ? method : type + "." + method;
  }

  private static List<String> code(String source, int number) {
    List<String> all = source.stripTrailing().lines().toList();
    List<String> lines = new ArrayList<>();
    int from = Math.max(1, number - AROUND);
    for (int i = from; i <= Math.min(all.size(), number + AROUND); i++) {
      lines.add(i == number ? bold("  --> " + all.get(i - 1)) : "      " + all.get(i - 1));
    }
    return lines;
  }

  /** No colours: on the colour that Jupyter gives to errors, some themes make them unreadable. */
  private static String bold(String text) {
    return ANSI.start().bold().text(text).render();
  }
}
