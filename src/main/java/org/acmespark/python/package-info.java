/** Finds Python functions, and calls them in processes beside the JVM. */
package org.acmespark.python;
