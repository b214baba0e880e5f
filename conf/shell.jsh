var sc = org.acmespark.cluster.Cluster.configured().context();
