package org.acmespark.reference;

import org.acmespark.it.SeparateExecutors;
import org.apache.spark.SparkConf;

/** ACME's page with executors in JVMs of their own. */
class ReferencePageIT extends ReferencePageContract {
  @Override
  SparkConf conf() {
    return SeparateExecutors.conf("local-cluster[2,1,1024]", ReferencePageIT.class);
  }
}
