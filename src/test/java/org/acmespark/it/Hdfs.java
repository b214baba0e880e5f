package org.acmespark.it;

import java.io.IOException;
import java.nio.file.Path;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.hdfs.MiniDFSCluster;

/** A real HDFS with one data node, in this JVM. */
record Hdfs(MiniDFSCluster cluster, FileSystem files) implements AutoCloseable {
  static Hdfs start(Path disks) throws IOException {
    var conf = new Configuration();
    conf.set(MiniDFSCluster.HDFS_MINIDFS_BASEDIR, disks.toString());
    // A file may be closed while its one data node's report is still on the way.
    conf.set("dfs.namenode.file.close.num-committed-allowed", "1");
    MiniDFSCluster cluster = new MiniDFSCluster.Builder(conf).numDataNodes(1).build();
    return new Hdfs(cluster, cluster.getFileSystem());
  }

  /** Returns the address of a run directory that is not there yet. */
  String address(String name) {
    return files.getUri() + "/results/" + name;
  }

  /** Has HDFS notice soon that writers are gone; by default it takes a minute. */
  void noticeDeaths(boolean soon) {
    cluster.setLeasePeriod(soon ? 1000 : 60_000, soon ? 1000 : 1_200_000);
  }

  @Override
  public void close() {
    cluster.shutdown();
  }
}
