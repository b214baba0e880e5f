import org.acmespark._
import org.acmespark.Args._
import org.acmespark.ParallelMap.over
import org.acmespark.examples._
import org.acmespark.model._
@transient val sc = new org.apache.spark.SparkContext()
sc.setLogLevel("ERROR")
