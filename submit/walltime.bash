# Part of submit/slurm.sbatch and of the jobs of workers: what they know of their wall time.

# Prints what is left of the job's wall time in seconds; nothing if it has no end, or SLURM does not say.
time_left() {
  local job=$SLURM_JOB_ID
  [[ -z ${SLURM_ARRAY_TASK_ID:-} ]] || job=${SLURM_ARRAY_JOB_ID}_$SLURM_ARRAY_TASK_ID
  squeue -h -j "$job" -o %L 2> /dev/null | awk '/^[0-9:-]+$/ {
    n = split($0, part, /[-:]/)
    print part[n] + 60 * part[n - 1] + (n > 2 ? 3600 * part[n - 2] : 0) + (n > 3 ? 86400 * part[n - 3] : 0)
    exit
  }'
}

# Runs a command after some seconds, in the background; ends when it is asked to.
after() {
  sleep "$(($1 > 0 ? $1 : 0))" &
  # shellcheck disable=SC2064 # the pid is that of now
  trap "kill $!" TERM
  wait $! && "${@:2}"
}

# Tells executors how to end their worker, and how long results may come: until some seconds before the wall time
# ends. Sets left.
tell_executors() {
  export ACME_WALL_SCRIPT=$$
  left=$(time_left)
  [[ -n $left ]] || return 0
  ACME_WALL_BEGIN=$(date +%s)
  ACME_WALL_END=$((ACME_WALL_BEGIN + left - $1))
  export ACME_WALL_BEGIN ACME_WALL_END
}
