package org.acmespark.reference;

import org.apache.spark.SparkConf;

/** ACME's page in one JVM. */
class ReferencePageTest extends ReferencePageContract {
  @Override
  SparkConf conf() {
    return new SparkConf()
        .setMaster("local[2]")
        .setAppName("ReferencePageTest")
        .set("spark.ui.enabled", "false");
  }
}
