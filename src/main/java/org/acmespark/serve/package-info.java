/**
 * Runs for a front in another language, over standard input and output: start at {@code Server}.
 */
package org.acmespark.serve;
