package org.acmespark.cluster;

import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.IntSupplier;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.acmespark.model.AcmeException;

/** Waits until enough workers have started, and asks the user if they do not start in time. */
final class Startup {
  private static final Duration LOOK_EVERY = Duration.ofMillis(200);
  private static final Duration ASK_SLURM_EVERY = Duration.ofSeconds(2);

  private final SlurmOptions options;
  private final int nWorkers;
  private final IntSupplier ready;
  private final Supplier<List<Slurm.Job>> jobs;
  private final Supplier<String> whyEnded;
  private final Consumer<String> messages;
  private final InputStream answers;
  private final boolean canAsk;

  /**
   * @param ready supplies the number of workers that have started
   * @param jobs the workers' jobs that are queued or running
   * @param whyEnded why all of them have ended, in words
   * @param answers input for answers
   * @param canAsk whether there is someone to answer
   */
  Startup(
      SlurmOptions options,
      int nWorkers,
      IntSupplier ready,
      Supplier<List<Slurm.Job>> jobs,
      Supplier<String> whyEnded,
      Consumer<String> messages,
      InputStream answers,
      boolean canAsk) {
    this.options = options;
    this.nWorkers = nWorkers;
    this.ready = ready;
    this.jobs = jobs;
    this.whyEnded = whyEnded;
    this.messages = messages;
    this.answers = answers;
    this.canAsk = canAsk;
  }

  /**
   * Waits, and returns the number of workers at the time when work can begin.
   *
   * @throws AcmeException if there are no workers, with SLURM's reasons, or if the user gives up
   */
  int await() throws InterruptedException {
    while (!enoughBefore(System.nanoTime() + options.setupTimeout().toNanos())) {
      int there = ready.getAsInt();
      String state =
          "%s of %s workers are there after %s s; %s"
              .formatted(there, nWorkers, options.setupTimeout().toSeconds(), inWords(jobs.get()));
      if (canAsk && options.interactive()) {
        messages.accept(state);
        switch (ask(there)) {
          case 'w' -> {
            continue;
          }
          case 'q' -> throw new AcmeException("given up: " + state);
          default -> {}
        }
      }
      there = ready.getAsInt();
      if (there == 0) {
        throw new AcmeException(
            state
                + "; ask for more time (setupTimeout) or less (nWorkers, memPerWorker, another partition)");
      }
      messages.accept(
          "going on with %s of %s workers; others are used when they come"
              .formatted(there, nWorkers));
      return there;
    }
    return ready.getAsInt();
  }

  private boolean enoughBefore(long deadline) throws InterruptedException {
    String lastShown = "";
    long askAt = System.nanoTime();
    while (true) {
      if (ready.getAsInt() >= options.nWorkersStartup()) {
        return true;
      }
      long now = System.nanoTime();
      if (now >= deadline) {
        return false;
      }
      if (now >= askAt) {
        askAt = now + ASK_SLURM_EVERY.toNanos();
        List<Slurm.Job> known = jobs.get();
        if (known.isEmpty() && ready.getAsInt() < options.nWorkersStartup()) {
          throw new AcmeException(
              "the workers' jobs have ended before the workers were there; " + whyEnded.get());
        }
        String words = inWords(known);
        if (!words.equals(lastShown)) {
          messages.accept(
              "waiting for %s of %s workers; %s"
                  .formatted(options.nWorkersStartup(), nWorkers, words));
          lastShown = words;
        }
      }
      Thread.sleep(LOOK_EVERY.toMillis());
    }
  }

  private char ask(int there) throws InterruptedException {
    messages.accept(
        "[w] wait on, %s[q] give up? (in %s s: %s)"
            .formatted(
                there == 0 ? "" : "[g] go on with " + there + ", ",
                options.interactiveWait().toSeconds(),
                there == 0 ? "give up" : "go on"));
    long deadline = System.nanoTime() + options.interactiveWait().toNanos();
    try {
      while (System.nanoTime() < deadline) {
        if (answers.available() > 0) {
          char answer = Character.toLowerCase((char) answers.read());
          if (answer == 'w' || answer == 'q' || (answer == 'g' && there > 0)) {
            return answer;
          }
        } else {
          Thread.sleep(LOOK_EVERY.toMillis());
        }
      }
    } catch (IOException nobodyThere) {
      messages.accept("the answer cannot be read: " + nobodyThere);
    }
    return 'g';
  }

  /**
   * Describes the state of the jobs, {@code 1 running, 3 pending: it waits for nodes ...
   * (Resources)}.
   */
  static String inWords(List<Slurm.Job> jobs) {
    if (jobs.isEmpty()) {
      return "SLURM has none of their jobs";
    }
    Map<String, Long> states =
        jobs.stream()
            .map(
                job ->
                    job.isPending()
                        ? "pending: " + PendingReason.inWords(job.reason())
                        : job.state().toLowerCase(Locale.ROOT))
            .collect(
                Collectors.groupingBy(
                    state -> state, java.util.TreeMap::new, Collectors.counting()));
    return states.entrySet().stream()
        .map(entry -> entry.getValue() + " " + entry.getKey())
        .collect(Collectors.joining("; "));
  }
}
