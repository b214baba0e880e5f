package org.acmespark.model;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class HomeDirectoryTest {
  private static final String HOME = System.getProperty("user.home");

  @Test
  void standsForALeadingTilde() {
    assertEquals(HOME, HomeDirectory.expand("~"));
    assertEquals(HOME + "/results", HomeDirectory.expand("~/results"));
  }

  @Test
  void leavesOtherPathsAsTheyAre() {
    for (String path : new String[] {"", "results/~", "~other/results", "/tmp/~x", "a~/b"}) {
      assertEquals(path, HomeDirectory.expand(path));
    }
  }
}
