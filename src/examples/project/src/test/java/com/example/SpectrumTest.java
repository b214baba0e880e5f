package com.example;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class SpectrumTest {
  @Test
  void aConstantHasItsPowerAtZero() {
    assertEquals(4.0, Spectrum.power(new double[] {1, 1, 1, 1}, 0), 1e-12);
    assertEquals(0.0, Spectrum.power(new double[] {1, 1, 1, 1}, 0.25), 1e-12);
  }
}
