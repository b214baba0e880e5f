/**
 * Pure planning on the driver: arguments to computations, shapes, names and every check; no Spark,
 * no files.
 */
package org.acmespark.plan;
