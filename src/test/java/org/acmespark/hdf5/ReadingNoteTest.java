package org.acmespark.hdf5;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

/** When a call of the library counts as endless. */
class ReadingNoteTest {
  private static final long LIMIT = 60;

  @Test
  void onlyACallThatGoesOnIsEndless() {
    assertFalse(ReadingNote.isEndless(1000, 1059, LIMIT));
    assertTrue(ReadingNote.isEndless(1000, 1060, LIMIT));
    assertTrue(ReadingNote.isEndless(-30, 30, LIMIT), "the clock may begin below zero");
    assertFalse(ReadingNote.isEndless(0, 1060, LIMIT), "there is no call, however late it is");
  }
}
