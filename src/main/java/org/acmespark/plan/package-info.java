/**
 * Plans a run on the driver: distributes arguments over computations and checks shapes, names and
 * options. Uses neither Spark nor files.
 */
package org.acmespark.plan;
