/** Where a run runs: in this JVM, on Spark standalone, on SLURM. */
package org.acmespark.cluster;
