package org.acmespark.export;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.acmespark.hdf5.value.ElementType;
import org.acmespark.model.AcmeException;
import org.acmespark.reading.StoredRun;
import org.acmespark.table.TableColumn;

/**
 * The results of a run as a table with a row per computation: columns of the ledger, and those of
 * the return values. Ledger and payload files are read when they are needed.
 *
 * <pre>{@code
 * try (var results = Results.open(directory)) {
 *   ResultTable table = results.table();
 *   ValueColumns values = table.values();      // looks at files of some computations
 *   table.outcome(56).status();                // reads the ledger
 *   Object[] cells = table.cells(values, 56);  // reads the file of computation 56
 * }
 * }</pre>
 *
 * <p>For one thread at a time, as {@link org.acmespark.Results} is.
 */
public final class ResultTable {
  /** The columns that the ledger has. */
  public static final List<TableColumn> LEDGER =
      List.of(
          new TableColumn("index", ElementType.INT64, false),
          new TableColumn("status", ElementType.STRING, false),
          new TableColumn("seconds", ElementType.FLOAT64, false),
          new TableColumn("host", ElementType.STRING, false),
          new TableColumn("error", ElementType.STRING, false));

  private final StoredRun run;
  private Optional<Outcomes> outcomes;

  /** Reads nothing yet. */
  public ResultTable(StoredRun run) {
    this(run, Optional.empty());
  }

  ResultTable(StoredRun run, Optional<Outcomes> outcomes) {
    this.run = run;
    this.outcomes = outcomes;
  }

  /** Number of rows, which is the number of computations. */
  public int rows() {
    return Math.toIntExact(run.nInputs());
  }

  /**
   * Returns the columns of the return values, according to at most 1000 computations spread over
   * all. Only types and shapes are read if results are in HDF5 files.
   *
   * @throws IllegalArgumentException if a return value has types that no column holds together
   * @throws AcmeException if a file is missing or unreadable
   */
  public ValueColumns values() {
    return ValueColumns.of(run);
  }

  /**
   * Returns how a computation ended. Reads the ledger, and of the results only the container.
   *
   * @param index from 0
   */
  public Outcome outcome(int index) {
    return outcomes().of(index);
  }

  Outcomes outcomes() {
    if (outcomes.isEmpty()) {
      outcomes = Optional.of(Outcomes.of(run));
    }
    return outcomes.get();
  }

  /**
   * Returns the file with the results of a computation, without opening it; empty if it has none.
   *
   * @param index from 0
   */
  public Optional<Path> file(int index) {
    return run.file(index);
  }

  /**
   * Reads the return values of a computation that has results.
   *
   * @param index from 0
   * @return for each of the columns a flat array of the class that its type names, with one element
   *     if the column has no lists; null if the computation returned fewer values, or {@link
   *     ValueColumns#reading} has left the column out
   * @throws IllegalArgumentException if a value does not fit into its column
   * @throws AcmeException if a file is missing or unreadable, or a value is an object that no
   *     column holds
   */
  public Object[] cells(ValueColumns columns, int index) {
    return columns.cells(index, Kinds.onDemand(run, index));
  }
}
