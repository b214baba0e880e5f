# Part of submit/slurm.sbatch: whether a job whose wall time has ended is queued again.

# Prints how much has been committed in a run directory. Attempts that are repeated do not count.
committed() { # DIRECTORY
  cat "${1#file://}"/*_computations.jsonl 2> /dev/null | grep -v '"status":"retried"' | wc -c
}

# Returns whether a job goes on after a wall time, and says so. A slow machine may cost one wall time, but what is
# committed neither in this one nor in the one before takes longer than a wall time.
goes_on() { # DIRECTORY COMMITTED_BEFORE MARK
  local directory=$1 before=$2 mark=$3
  # Other file systems cannot be read here, and of a program of the user's nothing is known.
  if [[ -z $directory || ${directory#file://} == *://* || $(committed "$directory") != "$before" ]]; then
    rm -f "$mark"
    say "the job begins anew"
  elif [[ ! -e $mark ]]; then
    : > "$mark"
    say "nothing was committed in this wall time; the job begins anew, and ends if the next wall time commits nothing either"
  else
    rm -f "$mark"
    say "nothing was committed in two wall times in a row, so the job is not queued again: computations, or the start of Spark before them, seem to take longer than a wall time"
    say "go on with more time: sbatch --time=MINUTES ... slurm.sbatch --requeue resume $directory"
    say "if only some take that long, --expected-time TIME lets computations begin only where that much time is left"
    return 1
  fi
}
