/**
 * Programs as functions: a command line with placeholders is called once per computation.
 *
 * <p>Start with {@link org.acmespark.program.Program} (what is run, and where its result is);
 * {@code ProgramCall} runs it on an executor, {@code GuardedProcess} sees to it that nothing of it
 * stays.
 */
package org.acmespark.program;
