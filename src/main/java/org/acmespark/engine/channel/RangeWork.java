package org.acmespark.engine.channel;

import java.io.Serializable;
import java.time.Duration;

/**
 * What a task is told of its range.
 *
 * @param number the range's number in the run
 * @param budget time after which what is not begun is handed back
 */
public record RangeWork(long number, IndexSet.Range range, Duration budget, RangeInputs inputs)
    implements Serializable {}
