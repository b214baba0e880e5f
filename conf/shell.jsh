var sc = new org.apache.spark.api.java.JavaSparkContext();
sc.setLogLevel("ERROR");
