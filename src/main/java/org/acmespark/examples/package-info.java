/** Functions as a user would write them, for the documentation and the first try. */
package org.acmespark.examples;
