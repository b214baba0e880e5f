/** The command {@code acme}: arguments in, one API call, exit status out. */
package org.acmespark.cli;
