package org.acmespark.run;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.acmespark.model.ComputationFailure;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LackOfMemoryTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "java.lang.OutOfMemoryError | Java heap space | true",
        "MemoryError | | true",
        "numpy._core._exceptions._ArrayMemoryError | Unable to allocate 8 GiB | true",
        "ExecutorLost | executor lost, 3 times: Command exited with code 137 | true",
        "ExecutorLost | executor lost, 3 times: Command exited with code 52 | true",
        "ExecutorLost | executor lost, 3 times: Command exited with code 7 | false",
        "ExecutorLost | executor lost, 3 times: Command exited with code 1370 | false",
        "ProgramFailed | fit was ended by signal 9 (SIGKILL: someone killed it) | true",
        "ProgramFailed | fit was ended by signal 11 (SIGSEGV: native code crashed) | false",
        "java.lang.IllegalStateException | 137 | false"
      })
  void isKnownByErrorAndMessage(String error, String message, boolean lack) {
    String text = message == null ? "" : message;
    var failure = new ComputationFailure(1, 1, "", error, text, "", "host");
    assertEquals(lack, LackOfMemory.isCauseOf(failure));
  }
}
