package org.acmespark.display;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Optional;
import org.acmespark.model.ComputationFailure;
import org.junit.jupiter.api.Test;

class PythonTraceTest {
  private static final String TRACE =
      """
      Traceback (most recent call last):
        File "/usr/lib/python3.11/json/decoder.py", line 355, in raw_decode
          obj, end = self.scan_once(s, idx)
                     ^^^^^^^^^^^^^^^^^^^^^^
      StopIteration: 0

      The above exception was the direct cause of the following exception:

      Traceback (most recent call last):
        File "/home/me/analysis.py", line 12, in lowpass
          return check(x)
        File "/home/me/checks.py", line 3, in check
          json.loads(x)
        File "/usr/lib/python3.11/json/__init__.py", line 346, in loads
          return _default_decoder.decode(s)
      ValueError: no number
      """;

  @Test
  void ownFramesComeInnermostFirstWithFileAndLine() {
    assertTrue(PythonTrace.is(TRACE));
    assertEquals(
        List.of("check (checks.py, line 3)", "lowpass (analysis.py, line 12)"),
        FailureCause.frames(TRACE));
    var failure = new ComputationFailure(0, 1, "", "ValueError", "no number", TRACE, "here");
    assertEquals(
        List.of("at check (checks.py, line 3)", "at lowpass (analysis.py, line 12)"),
        UserFrames.of(failure));
  }

  @Test
  void theCauseIsTheFirstException() {
    assertEquals(Optional.of("StopIteration: 0"), UserTrace.of(TRACE).cause());
  }

  @Test
  void aLibrarysOwnFunctionIsShownWhereItFailed() {
    String trace =
        """
        Traceback (most recent call last):
          File "/usr/lib/python3/dist-packages/scipy/optimize/_root.py", line 1, in root
            f(x)
          File "/usr/lib/python3/dist-packages/scipy/optimize/_zeros.py", line 9, in f
            raise ValueError
        ValueError
        """;
    assertEquals(List.of("f (_zeros.py, line 9)"), PythonTrace.frames(trace, 3));
    assertEquals(Optional.empty(), PythonTrace.cause(trace));
  }

  @Test
  void tracesOfJavaAreOthers() {
    assertFalse(PythonTrace.is("java.lang.Error: Traceback\n\tat com.example.A.b(A.java:1)"));
  }
}
