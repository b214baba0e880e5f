/** Example functions as a user would write them, for the documentation and a first try. */
package org.acmespark.examples;
