import org.acmespark._
import org.acmespark.Args._
import org.acmespark.ParallelMap.over
import org.acmespark.examples._
import org.acmespark.model._
@transient val sc = org.acmespark.cluster.Cluster.configured().context().sc
