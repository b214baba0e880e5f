package org.acmespark.cluster;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import org.acmespark.model.TimeSpan;

/** The batch script of a cluster's worker jobs. It contains no secret. */
final class WorkerScript {
  private static final String BODY =
      """
      set -u
      umask 077
      # Java decodes names by the locale; the locale C knows ASCII alone.
      case $(locale charmap 2> /dev/null) in ANSI* | US-ASCII | '') export LC_ALL=C.UTF-8 ;; esac
      master=%s
      driver=%s
      export SPARK_HOME=%s JAVA_HOME=%s SPARK_SCALA_VERSION=2.13
      export %s="${SLURM_ARRAY_JOB_ID}_$SLURM_ARRAY_TASK_ID"
      scratch=$(mktemp -d "${SLURM_TMPDIR:-${TMPDIR:-/tmp}}/acme-$SLURM_JOB_ID-XXXXXX") || exit 1
      export SPARK_LOCAL_DIRS=$scratch SPARK_WORKER_DIR=$scratch/work

      # The address to be reached at by the driver: the one that this node would speak to it from.
      interface=%s
      if [[ -n $interface ]]; then
        SPARK_LOCAL_IP=$(ip -o -4 addr show dev "$interface" | awk '{ sub("/.*", "", $4); print $4; exit }')
      else
        SPARK_LOCAL_IP=$(ip -4 route get "$driver" 2> /dev/null | sed -n 's/.* src \\([^ ]*\\).*/\\1/p')
      fi
      [[ -n $SPARK_LOCAL_IP ]] || SPARK_LOCAL_IP=$(getent ahostsv4 "$(hostname)" | awk '{ print $1; exit }')
      export SPARK_LOCAL_IP

      %s
      tell_executors 5

      # The class path is that of executors, whose archive of classes fits it. The secret is in the environment, as _SPARK_AUTH_SECRET. Without its master a worker ends soon.
      "$JAVA_HOME/bin/java" -XX:+UseSerialGC -XX:TieredStopAtLevel=1 -Xmx256m \\
        -Dspark.authenticate=true -Dspark.network.crypto.enabled=true -Dspark.network.crypto.saslFallback=false \\
        -Dspark.worker.maxRegistrationRetries=1 -Dspark.worker.timeout=20 \\
        -Dspark.decommission.enabled=true -Dspark.ui.killEnabled=false %s%s\\
        -cp "$SPARK_HOME/none:$(echo "$SPARK_HOME"/jars/slf4j-api-*.jar):$SPARK_HOME/jars/*" org.apache.spark.deploy.worker.Worker \\
        --host "$SPARK_LOCAL_IP" --port %s --webui-port %s --cores %s --memory %sm "$master" &
      worker=$!

      notice=%s leaving='' timers=()
      mark=%s"/worker-${SLURM_ARRAY_JOB_ID}_$SLURM_ARRAY_TASK_ID.leaving"

      # If the driver has nothing for this worker, or SLURM wants its place: no new work; what runs may finish.
      # shellcheck disable=SC2317 # the trap calls it
      leave() {
        [[ -z $leaving ]] || return
        leaving=yes
        echo "acme: this worker takes no more work"
        : > "$mark"
        kill -PWR "$worker"
        while pgrep -P "$worker" > /dev/null; do sleep 1; done
        kill "$worker"
      }
      # SLURM warns before the wall time ends, which is known; or another job is to have this place earlier.
      # shellcheck disable=SC2317
      warned() {
        left=$(time_left)
        if [[ -z $left ]] || (($(date +%%s) + left + 30 < ACME_WALL_END)); then leave; fi
      }
      trap leave USR1
      trap warned USR2
      # A successor starts before the wall time ends. Until then the driver has work here that can end in time.
      if [[ -n $left ]]; then
        after $((left - notice)) touch "$mark" &
        timers+=($!)
        after $((left - 15)) kill -USR1 $$ &
        timers+=($!)
      fi
      trap 'kill "$worker"' TERM INT
      while kill -0 "$worker" 2> /dev/null; do wait "$worker"; done
      wait "$worker"
      status=$?
      ((${#timers[@]} == 0)) || kill "${timers[@]}" 2> /dev/null
      for log in "$scratch"/work/*/*/stderr; do
        [[ -s $log ]] && { echo "--- the end of ${log#"$scratch"/work/}"; tail -n 100 "$log"; }
      done
      rm -rf "$scratch"
      exit "$status"
      """;

  private WorkerScript() {}

  /**
   * @param name of the jobs
   * @param master address that the workers connect to, {@code spark://host:port}
   * @param logs folder for the jobs' output
   * @param workerOptions for the workers' JVMs, as bash reads them
   */
  static String text(
      SlurmPlan plan,
      String name,
      String master,
      Path logs,
      Path sparkHome,
      Path javaHome,
      String workerOptions) {
    var script = new StringBuilder("#!/bin/bash\n");
    option(script, "job-name=" + name);
    option(script, "partition=" + plan.partition());
    option(script, "nodes=1");
    option(script, "ntasks=1");
    option(script, "cpus-per-task=" + plan.cores());
    option(script, "mem=" + plan.memory() + "M");
    plan.timeLimit().ifPresent(limit -> option(script, "time=" + minutes(limit)));
    option(script, "no-requeue");
    option(script, "signal=B:USR2@" + plan.options().notice().toSeconds());
    option(script, "output=\"" + logs + "/worker-%A_%a.log\"");
    plan.options()
        .sbatchOptions()
        .forEach(text -> script.append("#SBATCH ").append(text).append('\n'));
    int port = plan.options().ports().map(PortRange::first).orElse(0);
    String retries =
        plan.options()
            .ports()
            .map(range -> "-Dspark.port.maxRetries=%s ".formatted(range.last() - range.first()))
            .orElse("");
    return script
        + BODY.formatted(
            quoted(master),
            quoted(master.replaceAll("spark://(.*):\\d+", "$1")),
            quoted(sparkHome.toString()),
            quoted(javaHome.toString()),
            WorkerDeaths.VARIABLE,
            quoted(plan.options().networkInterface().orElse("")),
            wallTime(),
            retries,
            workerOptions.isEmpty() ? "" : workerOptions.strip() + " ",
            port,
            port,
            plan.cores(),
            plan.heap(),
            plan.options().notice().toSeconds(),
            quoted(logs.toString()));
  }

  /** Returns the functions about wall time that the jobs of both kinds share. */
  private static String wallTime() {
    try (var text = WorkerScript.class.getResourceAsStream("walltime.bash")) {
      return new String(text.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Returns the file that a worker's job creates when its wall time ends; the job is named as in
   * squeue.
   */
  static Path leaving(Path logs, String job) {
    return logs.resolve("worker-" + job + ".leaving");
  }

  /** Returns the file of the output of a job, which is named as in squeue. */
  static Path output(Path logs, String job) {
    return logs.resolve("worker-" + job + ".log");
  }

  private static void option(StringBuilder script, String option) {
    script.append("#SBATCH --").append(option).append('\n');
  }

  /** SLURM counts minutes, and would round a part of a minute down. */
  private static String minutes(Duration limit) {
    return limit.equals(TimeSpan.UNLIMITED)
        ? "UNLIMITED"
        : String.valueOf(Math.max(1, (limit.toSeconds() + 59) / 60));
  }

  private static String quoted(String text) {
    return "'" + text.replace("'", "'\\''") + "'";
  }
}
