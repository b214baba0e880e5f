package org.acmespark.engine.driver;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.CompletableFuture;
import org.apache.spark.ExceptionFailure;
import org.apache.spark.ExecutorLostFailure;
import org.apache.spark.TaskEndReason;
import org.apache.spark.scheduler.JobFailed;
import org.apache.spark.scheduler.JobResult;
import org.apache.spark.scheduler.JobSucceeded$;
import org.apache.spark.scheduler.SparkListenerJobEnd;
import org.apache.spark.scheduler.SparkListenerJobStart;
import org.apache.spark.scheduler.SparkListenerTaskEnd;
import org.apache.spark.scheduler.StageInfo;
import org.apache.spark.scheduler.TaskInfo;
import org.apache.spark.scheduler.TaskLocality;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import scala.Option;
import scala.collection.immutable.Nil$;
import scala.collection.immutable.Seq;
import scala.jdk.javaapi.CollectionConverters;

/** Why jobs of Spark failed, by its typed events and not by the words of its messages. */
@Timeout(60)
class ExecutorDeathsTest {
  private static final int JOB = 5;
  private static final int STAGE = 7;
  private static final JobResult FAILED = new JobFailed(new IllegalStateException("aborted"));

  private final List<String> lost = new ArrayList<>();
  private CompletableFuture<Optional<String>> finding =
      CompletableFuture.completedFuture(Optional.empty());
  private final ExecutorDeaths deaths =
      new ExecutorDeaths(
          death -> lost.add("%s: %s, %s".formatted(death.task(), death.why(), death.cause())),
          (executor, why) -> finding,
          Duration.ofMinutes(5));

  @Test
  void aJobThatLostItsExecutorsEndedByDeaths() throws Exception {
    assertTrue(ended(new ExecutorLostFailure("1", true, Option.apply("killed"))));
    assertEquals(List.of("3: killed, APPLICATION"), lost);
    assertTrue(ended(new ExecutorLostFailure("1", false, Option.apply("node failed"))));
    assertEquals(List.of("3: killed, APPLICATION", "3: node failed, CLUSTER"), lost);
  }

  @Test
  void aDeathIsReportedTwiceIfItsCauseIsFoundLater() {
    finding = new CompletableFuture<>();
    task(new ExecutorLostFailure("1", true, Option.apply("worker lost")));
    assertEquals(List.of("3: worker lost, IN_DOUBT"), lost);
    finding.complete(Optional.of("killed for its memory"));
    assertEquals("3: killed for its memory (worker lost), MEMORY", lost.get(1));

    finding = CompletableFuture.failedFuture(new IllegalStateException("nobody answers"));
    task(new ExecutorLostFailure("1", true, Option.apply("gone")));
    assertEquals("3: gone, APPLICATION", lost.get(2));

    finding = CompletableFuture.completedFuture(Optional.of("killed for its memory"));
    task(new ExecutorLostFailure("1", false, Option.apply("worker lost")));
    assertEquals("3: killed for its memory (worker lost), MEMORY", lost.get(3));
  }

  @Test
  void soDidAJobWhoseTaskHadNoMemory() throws Exception {
    assertTrue(ended(failure(new OutOfMemoryError("heap"))));
    assertTrue(ended(failure(new IllegalStateException(new OutOfMemoryError("heap")))));
    assertEquals(List.of(), lost);
  }

  @Test
  void whatAMessageSpeaksOfDoesNotMatter() throws Exception {
    assertFalse(ended(failure(new IllegalStateException("ExecutorLostFailure OutOfMemoryError"))));
  }

  @Test
  void theLastFailureThatCountsDecides() throws Exception {
    var death = new ExecutorLostFailure("1", true, Option.empty());
    var byCluster = new ExecutorLostFailure("1", false, Option.empty());
    assertFalse(ended(death, failure(new IllegalStateException("no"))));
    assertTrue(ended(death, byCluster));
    assertFalse(ended(failure(new IllegalStateException("no")), byCluster));
  }

  @Test
  void aJobIsJudgedWhenItsEventsHaveCome() throws Exception {
    var answer =
        CompletableFuture.supplyAsync(
            () -> {
              try {
                return deaths.ended(List.of(JOB));
              } catch (InterruptedException e) {
                throw new IllegalStateException(e);
              }
            });
    start();
    task(new ExecutorLostFailure("1", true, Option.empty()));
    assertFalse(answer.isDone());
    end(FAILED);
    assertTrue(answer.get());
  }

  @Test
  void aJobOfWhichNoEventComesIsNoDeath() throws Exception {
    var impatient = new ExecutorDeaths(death -> {}, (executor, why) -> finding, Duration.ZERO);
    assertFalse(impatient.ended(List.of(JOB)));
  }

  @Test
  void whatWentWrongInAJobThatSucceededIsForgotten() throws Exception {
    start();
    task(new ExecutorLostFailure("1", true, Option.empty()));
    end(JobSucceeded$.MODULE$);
    start();
    task(failure(new IllegalStateException("no")));
    end(FAILED);
    assertFalse(deaths.ended(List.of(JOB)));
  }

  private boolean ended(TaskEndReason... reasons) throws InterruptedException {
    start();
    for (TaskEndReason reason : reasons) {
      task(reason);
    }
    end(FAILED);
    return deaths.ended(List.of(JOB));
  }

  private void start() {
    var stage =
        new StageInfo(
            STAGE, 0, "", 1, none(), none(), "", null, none(), Option.empty(), 0, false, 0);
    Seq<StageInfo> stages = CollectionConverters.asScala(List.of(stage)).toSeq();
    deaths.onJobStart(new SparkListenerJobStart(JOB, 0, stages, new Properties()));
  }

  private void task(TaskEndReason reason) {
    var info = new TaskInfo(3, 0, 0, 0, 0, "1", "host", TaskLocality.ANY(), false);
    deaths.onTaskEnd(new SparkListenerTaskEnd(STAGE, 0, "ResultTask", reason, info, null, null));
  }

  private void end(JobResult result) {
    deaths.onJobEnd(new SparkListenerJobEnd(JOB, 0, result));
  }

  private static ExceptionFailure failure(Throwable thrown) {
    return new ExceptionFailure(thrown, none());
  }

  @SuppressWarnings("unchecked")
  private static <T> Seq<T> none() {
    return (Seq<T>) Nil$.MODULE$;
  }
}
