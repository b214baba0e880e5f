package org.acmespark.store;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.LongFunction;
import java.util.function.Supplier;
import org.acmespark.store.directory.RunDirectory;

/** The files with results in a run directory at the time of the call; used on the driver. */
public final class ResultFiles {
  private final RunDirectory directory;
  private final Path ledger;
  private final Supplier<Optional<Path>> container;
  private final Supplier<List<String>> names;
  private final LongFunction<Optional<String>> nameOf;

  /**
   * Finds files by their names in the directory.
   *
   * @param ledger name of the ledger
   * @param container the container, once it is complete
   * @param names names of files with results, in the order of the first computation in each
   * @param nameOf the file of a computation, by its index from 0
   */
  ResultFiles(
      RunDirectory directory,
      String ledger,
      Supplier<Optional<Path>> container,
      Supplier<List<String>> names,
      LongFunction<Optional<String>> nameOf) {
    this.directory = directory;
    this.ledger = directory.path().resolve(ledger);
    this.container = container;
    this.names = names;
    this.nameOf = nameOf;
  }

  /**
   * The run directory; for a remote one, the local folder that mirrors it: see {@link #address}.
   */
  public Path directoryPath() {
    return directory.path();
  }

  /** Whether the run directory is on a file system without local paths, such as HDFS. */
  public boolean isRemote() {
    return directory.remote().isPresent();
  }

  /** The address of a path in the run directory; the path itself if that is local. */
  public String address(Path inside) {
    return directory.address(inside);
  }

  /** The ledger. */
  public Path ledger() {
    return ledger;
  }

  /** The container, if it is complete and there are results that HDF5 holds. */
  public Optional<Path> container() {
    return container.get();
  }

  /** The files with results, in the order of the first computation in each. */
  public List<Path> all() {
    return names.get().stream().map(directory.path()::resolve).toList();
  }

  /**
   * The file that holds a computation's results.
   *
   * @param index of the computation, from 0
   */
  public Optional<Path> of(long index) {
    return nameOf.apply(index).map(directory.path()::resolve);
  }
}
