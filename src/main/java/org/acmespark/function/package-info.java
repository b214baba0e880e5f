/** Finds, names, binds and calls the user's function. */
package org.acmespark.function;
