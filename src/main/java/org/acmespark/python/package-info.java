/** Functions in Python: finds them, and calls them in processes beside the JVM. */
package org.acmespark.python;
