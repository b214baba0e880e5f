package org.acmespark.engine.channel;

import java.io.Serializable;
import java.time.Duration;

/**
 * The description of a range that its task receives.
 *
 * @param number number of the range in the run
 * @param budget time after which the task hands back the computations that it has not begun
 */
public record RangeWork(long number, IndexSet.Range range, Duration budget, RangeInputs inputs)
    implements Serializable {}
