/**
 * Starts and stops the place where a run runs: this JVM, Spark standalone, or SLURM. Start reading
 * at {@link org.acmespark.cluster.Cluster}; a cluster on SLURM is planned by {@code SlurmPlan},
 * started by {@code SlurmStart} and kept alive by {@code SlurmWorkers}.
 */
package org.acmespark.cluster;
