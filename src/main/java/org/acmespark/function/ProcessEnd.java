package org.acmespark.function;

/** How a process has ended, in words. */
public final class ProcessEnd {
  private static final int SIGNALLED = 128;

  private ProcessEnd() {}

  /**
   * A sentence about a process.
   *
   * @param process what the sentence calls it
   * @param status its exit status as Java and shells give it: 128 and the signal's number, if a
   *     signal has ended it
   */
  public static String describe(String process, int status) {
    if (status <= SIGNALLED) {
      return "%s ended with exit status %s".formatted(process, status);
    }
    int signal = status - SIGNALLED;
    String name =
        switch (signal) {
          case 6 -> " (SIGABRT)";
          case 9 -> " (SIGKILL: someone killed it, or the kernel for want of memory)";
          case 11 -> " (SIGSEGV: native code crashed)";
          case 15 -> " (SIGTERM)";
          default -> "";
        };
    return "%s was ended by signal %s%s".formatted(process, signal, name);
  }
}
