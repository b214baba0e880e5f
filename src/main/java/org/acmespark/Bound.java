package org.acmespark;

import java.util.List;
import org.acmespark.function.UserFunction;
import org.acmespark.plan.Distribution;

/**
 * A function and the arguments of its computations.
 *
 * @param warnings what a user should know about the function before it is called
 */
record Bound(UserFunction function, Distribution.Distributed distributed, List<String> warnings) {}
