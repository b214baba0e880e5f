package org.acmespark.store;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.acmespark.model.AcmeException;
import org.acmespark.store.directory.RunDirectory;
import org.acmespark.store.payload.PayloadIndex;

/**
 * Result files that were replaced by others. The ledger gets the new names, and the old files are
 * deleted when no container refers to them.
 */
final class Replacements {
  private final RunDirectory directory;
  private final Map<String, PayloadIndex.PayloadFile> newNames = new HashMap<>();
  private final List<String> replaced = new ArrayList<>();

  Replacements(RunDirectory directory) {
    this.directory = directory;
  }

  /** Records that {@code by} replaces {@code file}. */
  void add(String file, PayloadIndex.PayloadFile by) {
    newNames.put(file, by);
    replaced.add(file);
  }

  /** Records that a file in the ledger replaces {@code file}. */
  void addRedundant(String file) {
    replaced.add(file);
  }

  /** Records what files, the values, have the results of files in the ledger, the keys. */
  void addRenamed(Map<String, PayloadIndex.PayloadFile> names) {
    newNames.putAll(names);
  }

  /** Writes the new names into the ledger. The ledger is replaced as a whole. */
  void writeTo(Ledger ledger) {
    if (!newNames.isEmpty()) {
      ledger.rename(newNames, directory.staged("ledger.jsonl"));
    }
  }

  /**
   * Deletes the replaced files.
   *
   * @throws AcmeException if one cannot be deleted
   */
  void deleteFiles() {
    for (String file : replaced) {
      try {
        directory.files().delete(directory.path().resolve(file));
      } catch (IOException e) {
        throw new AcmeException("cannot delete the merged file " + file, e);
      }
    }
  }
}
