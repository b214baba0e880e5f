package org.acmespark.sql;

import java.util.List;
import org.acmespark.export.ValueColumns;
import org.apache.spark.sql.connector.read.InputPartition;

/**
 * Some computations of a run, for one task: what the ledger has of them, and where their results
 * are.
 *
 * @param directory path or address of the run directory
 * @param needed names of the columns, in order
 * @param values the columns of the return values; empty if none of them is needed
 * @param indices of the computations
 * @param statuses of each, as the others
 * @param seconds NaN if they are not known
 * @param hosts empty texts if they are not known
 * @param errors empty texts if there are none
 */
record RunPartition(
    String directory,
    List<String> needed,
    ValueColumns values,
    int[] indices,
    String[] statuses,
    double[] seconds,
    String[] hosts,
    String[] errors)
    implements InputPartition {
  private static final long serialVersionUID = 1;
}
