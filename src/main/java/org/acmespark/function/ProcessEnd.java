package org.acmespark.function;

/** Describes how a process has ended. */
public final class ProcessEnd {
  private static final int SIGNALLED = 128;

  private ProcessEnd() {}

  /**
   * Returns a sentence about a process.
   *
   * @param process name of the process in the sentence
   * @param status its exit status in the form of Java and shells: 128 plus the signal's number if a
   *     signal ended it
   */
  public static String describe(String process, int status) {
    if (status <= SIGNALLED) {
      return "%s ended with exit status %s".formatted(process, status);
    }
    int signal = status - SIGNALLED;
    String name =
        switch (signal) {
          case 6 -> " (SIGABRT)";
          case 9 -> " (SIGKILL: someone killed it, or the kernel did because memory ran out)";
          case 11 -> " (SIGSEGV: native code crashed)";
          case 15 -> " (SIGTERM)";
          default -> "";
        };
    return "%s was ended by signal %s%s".formatted(process, signal, name);
  }
}
