package org.acmespark.cluster;

import java.util.Map;

/** SLURM's reasons for not starting a job, in words (squeue(1), "JOB REASON CODES"). */
final class PendingReason {
  private static final Map<String, String> WORDS =
      Map.ofEntries(
          Map.entry("None", "SLURM has not considered it yet"),
          Map.entry("Resources", "it waits for nodes to become free"),
          Map.entry("Priority", "other jobs come first"),
          Map.entry("Dependency", "it waits for another job"),
          Map.entry("BeginTime", "its start time has not come"),
          Map.entry("JobArrayTaskLimit", "the maximum number of tasks of its array is running"),
          Map.entry("JobHeldUser", "it is held by its user"),
          Map.entry("JobHeldAdmin", "it is held by an administrator"),
          Map.entry("Licenses", "it waits for a licence"),
          Map.entry("Reservation", "it waits for its reservation"),
          Map.entry("BadConstraints", "no node satisfies its constraints"),
          Map.entry("PartitionConfig", "it asks for more than the partition allows"),
          Map.entry("PartitionDown", "the partition is down"),
          Map.entry("PartitionInactive", "the partition is inactive"),
          Map.entry("PartitionNodeLimit", "it asks for more nodes than the partition allows"),
          Map.entry("PartitionTimeLimit", "it asks for more time than the partition allows"),
          Map.entry("ReqNodeNotAvail", "nodes that it needs are down or reserved"),
          Map.entry("NodeDown", "nodes that it needs are down"),
          Map.entry("InvalidAccount", "its account is not valid"),
          Map.entry("InvalidQOS", "its quality of service is not valid"));

  private PendingReason() {}

  /** Returns the reason in words, followed by SLURM's name for it. */
  static String inWords(String reason) {
    String code = reason.replaceAll("[^A-Za-z].*", "");
    String words = WORDS.get(code);
    if (words == null && (code.startsWith("QOS") || code.startsWith("Assoc"))) {
      words = "a limit of the account or the quality of service is reached";
    }
    return words == null ? reason : words + " (" + reason + ")";
  }
}
