package org.acmespark.store;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.acmespark.model.AcmeException;
import org.acmespark.store.directory.RunDirectory;

/**
 * Result files whose content is in other files now: the ledger gets the new names, and the old
 * files are deleted once no container refers to them.
 */
final class Replacements {
  private final RunDirectory directory;
  private final Map<String, String> newNames = new HashMap<>();
  private final List<String> replaced = new ArrayList<>();

  Replacements(RunDirectory directory) {
    this.directory = directory;
  }

  /** The content of {@code file} is in {@code by} now. */
  void add(String file, String by) {
    newNames.put(file, by);
    replaced.add(file);
  }

  /** The content of {@code file} is in a file that the ledger names already. */
  void addRedundant(String file) {
    replaced.add(file);
  }

  /** Lines of the ledger name files, the keys, that have other names, the values. */
  void addRenamed(Map<String, String> names) {
    newNames.putAll(names);
  }

  /** Writes the new names into the ledger, which is replaced as a whole. */
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
