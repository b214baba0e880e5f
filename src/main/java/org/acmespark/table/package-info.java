/**
 * Tables with typed columns, and their files in Apache Parquet's format. Start with {@link
 * org.acmespark.table.ParquetTableWriter}.
 */
package org.acmespark.table;
