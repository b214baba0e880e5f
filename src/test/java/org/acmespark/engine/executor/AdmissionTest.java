package org.acmespark.engine.executor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.acmespark.function.CallProcesses;
import org.acmespark.model.CallMemory;
import org.junit.jupiter.api.Test;

/** How many computations an executor begins at a time, by the memory that they need. */
class AdmissionTest {
  private static final long MB = 1 << 20;

  /** On a heap of 1000 MB, of which 100 MB are in use before. */
  private static Admission of(CallMemory memory, boolean outside, long available) {
    return new Admission(memory, outside, 1000 * MB, used -> available * MB, () -> 100 * MB);
  }

  private static Optional<Admission.Pass> enter(Admission admission) throws Exception {
    return admission.enter(new CallProcesses(), 0);
  }

  /** Begins as many computations as may begin now. */
  private static List<Admission.Pass> enterAll(Admission admission) throws Exception {
    List<Admission.Pass> passes = new ArrayList<>();
    for (int k = 0; k < 100; k++) {
      enter(admission).ifPresent(passes::add);
    }
    return passes;
  }

  @Test
  void asManyBeginAsTheHeapHolds() throws Exception {
    var three = of(new CallMemory(250 * MB), false, Long.MAX_VALUE / MB); // of 900 - 100
    assertEquals(3, enterAll(three).size());
  }

  @Test
  void oneBeginsEvenIfItNeedsMoreThanThereIs() throws Exception {
    assertEquals(1, enterAll(of(new CallMemory(5000 * MB), false, 1)).size());
    assertEquals(1, enterAll(of(new CallMemory(5000 * MB), true, 1)).size());
  }

  @Test
  void asManyProcessesBeginAsTheHostHasMemoryFor() throws Exception {
    var admission = of(new CallMemory(300 * MB), true, 1000);
    assertEquals(3, enterAll(admission).size(), "none of which uses its memory yet");
  }

  @Test
  void theFirstOneRunsAlone() throws Exception {
    var admission = of(CallMemory.AS_SEEN, false, 1000);
    List<Admission.Pass> first = enterAll(admission);
    assertEquals(1, first.size());
    first.get(0).end(true);
    assertEquals(100, enterAll(admission).size(), "what needs nothing has room");
  }

  @Test
  void aFailureForLackOfMemoryTellsNothing() throws Exception {
    var admission = of(CallMemory.AS_SEEN, false, 1000);
    enter(admission).orElseThrow().end(false);
    assertEquals(1, enterAll(admission).size());
  }

  @Test
  void othersBeginByWhatWasSeenOnTheHeap() throws Exception {
    var admission = of(CallMemory.AS_SEEN, false, 1000);
    Admission.Pass first = enter(admission).orElseThrow();
    admission.live(300 * MB);
    admission.live(150 * MB); // less later
    first.end(true);
    // 200 MB and a fifth more; 800 MB are there
    List<Admission.Pass> passes = enterAll(admission);
    assertEquals(3, passes.size());

    admission.live(100 * MB + 3 * 350 * MB); // each needs more than expected
    passes.remove(0).end(true);
    assertEquals(0, enterAll(admission).size());
    passes.forEach(pass -> pass.end(true));
    assertEquals(1, enterAll(admission).size(), "420 MB each");
  }

  @Test
  void whatWasSeenLongAgoIsForgotten() throws Exception {
    var admission = of(CallMemory.AS_SEEN, false, 1000);
    Admission.Pass monster = enter(admission).orElseThrow();
    admission.live(800 * MB);
    monster.end(true);
    for (int k = 0; k < 64; k++) {
      Admission.Pass small = enter(admission).orElseThrow();
      assertTrue(enter(admission).isEmpty());
      small.end(true);
    }
    assertEquals(100, enterAll(admission).size());
  }

  @Test
  void waitsUntilThereIsRoom() throws Exception {
    var admission = of(new CallMemory(700 * MB), false, 1000);
    Admission.Pass first = enter(admission).orElseThrow();
    var second =
        CompletableFuture.supplyAsync(
            () -> {
              try {
                return admission.enter(new CallProcesses(), 60_000);
              } catch (InterruptedException e) {
                throw new IllegalStateException(e);
              }
            });
    assertTrue(admission.enter(new CallProcesses(), 20).isEmpty());
    first.end(true);
    assertTrue(second.get(30, TimeUnit.SECONDS).isPresent());
  }
}
