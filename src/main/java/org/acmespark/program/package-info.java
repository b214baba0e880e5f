/**
 * Calls programs as functions. A command line with placeholders runs once per computation.
 *
 * <p>Start with {@link org.acmespark.program.Program}, which describes the command and the location
 * of its result. {@code ProgramCall} runs the program on an executor. {@code GuardedProcess}
 * ensures that no process of it remains.
 */
package org.acmespark.program;
