/**
 * Results of runs as DataFrames: {@code spark.read().format("acme").load(DIR)}. Start with {@link
 * org.acmespark.sql.AcmeSource}.
 */
package org.acmespark.sql;
