package org.acmespark.model;

import java.io.Serializable;

/**
 * Why one computation has no result.
 *
 * @param index number of the computation, from 0
 * @param attempt the attempt that failed last, from 1
 * @param inputs a short description of the computation's arguments
 * @param error class name of what the function threw
 * @param message its message, empty if it had none
 * @param stackTrace the whole trace as text
 * @param host host of the executor
 */
public record ComputationFailure(
    long index,
    int attempt,
    String inputs,
    String error,
    String message,
    String stackTrace,
    String host)
    implements Serializable {}
