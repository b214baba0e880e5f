# Part of src/test/slurm/lab and src/test/hosts/lab: what SLURM is in both of them. Uses their function `die`.

require_slurm() {
  local tool
  for tool in munged slurmctld slurmd sbatch squeue setpriv; do
    command -v "$tool" > /dev/null || die "there is no $tool; install slurm-wlm, slurmctld, slurmd and munge"
  done
}

# Starts munged in a folder that is on this machine alone. The folders above it must be closed to others, or sticky.
start_munged() { # folder key
  mkdir -p "$1"
  chown munge:munge "$1"
  install -m 600 -o munge -g munge "$2" "$1/key"
  setpriv --reuid=munge --regid=munge --clear-groups munged --force --key-file="$1/key" --socket="$1/socket" \
    --pid-file="$1/munged.pid" --log-file="$1/log" --seed-file="$1/seed" --num-threads=2
}

new_munge_key() (umask 077 && head -c 128 /dev/urandom > "$1") # file

# Prints the settings, but for addresses and nodes.
slurm_settings() { # folder, munge's folder, nodes, seconds after which a silent node is down
  cat << CONF
ClusterName=lab
SlurmUser=root
SlurmdUser=root
AuthType=auth/munge
# A job that is requeued may begin again when its credential has expired.
AuthInfo=socket=$2/socket,cred_expire=5
StateSaveLocation=$1/state
SlurmdSpoolDir=$1/spool.%n
SlurmctldPidFile=$1/slurmctld.pid
SlurmdPidFile=$1/slurmd.%n.pid
SlurmctldLogFile=$1/slurmctld.log
SlurmdLogFile=$1/slurmd.%n.log
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
AccountingStorageType=accounting_storage/none
JobCompType=jobcomp/none
MpiDefault=none
SelectType=select/cons_tres
SelectTypeParameters=CR_Core_Memory
# Nodes keep the CPUs and the memory declared here, whatever this machine has.
SlurmdParameters=config_overrides
# No cgroups: memory is watched by polling.
JobAcctGatherType=jobacct_gather/linux
JobAcctGatherFrequency=task=2
JobAcctGatherParams=OverMemoryKill
ReturnToService=2
SlurmctldTimeout=30
SlurmdTimeout=$4
KillWait=5
MinJobAge=60
# Small, so that the arrays of a few workers have to be split.
MaxArraySize=4
# A job that is requeued need not wait for the next minute.
SchedulerParameters=sched_min_interval=0,sched_interval=2,bf_interval=2
MailProg=/bin/true
PartitionName=debug Nodes=$3 Default=YES MaxTime=01:00:00 DefaultTime=00:10:00 DefMemPerCPU=500 MaxMemPerCPU=2000 State=UP
PartitionName=8GBS Nodes=$3 MaxTime=2-00:00:00 DefMemPerCPU=1000 MaxMemPerCPU=2000 MaxNodes=4 State=UP
CONF
}
