package org.acmespark.table;

import java.util.List;
import org.acmespark.model.AcmeException;

/** Finds out whether Spark's jars include Apache Parquet's library, which is not in our jar. */
final class ParquetLibrary {
  /** One class of each of its jars that we use. */
  private static final List<String> CLASSES =
      List.of(
          "org.apache.parquet.hadoop.ParquetWriter",
          "org.apache.parquet.schema.MessageType",
          "org.apache.parquet.io.OutputFile",
          "org.apache.parquet.format.FileMetaData");

  private ParquetLibrary() {}

  /**
   * Checks that the library is there.
   *
   * @throws AcmeException if it is not
   */
  static void require() {
    for (String name : CLASSES) {
      try {
        Class.forName(name, false, ParquetLibrary.class.getClassLoader());
      } catch (ClassNotFoundException e) {
        String home = System.getenv("SPARK_HOME");
        throw new AcmeException(
            "Parquet files need Apache Parquet's library, which %s lacks (there is no %s): use a full Spark, which has parquet-hadoop and what belongs to it in jars/"
                .formatted(home == null ? "the class path" : "the Spark in " + home, name),
            e);
      }
    }
  }
}
