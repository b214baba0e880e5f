# Part of submit/acme, submit/standalone and submit/slurm.sbatch: class-data archives (JEP 350). With one a JVM maps
# its classes from a file; without, it parses and verifies ten thousand of them at each start. Uses their variables:
# home java version jar spark_class_path. ACME_CDS=off goes without.

# The JVM complains of an archive that does not fit on standard output, which belongs to results.
quiet_cds=(-Xshare:auto -Xlog:cds=off -Xlog:cds+dynamic=off)

# Where archives are, of this Java, jar and Spark: all class paths follow from these.
archives_folder() {
  local place=$home/target key
  ! is_unpacked || place=$home/lib
  archives=$place/cds
  [[ -w $place ]] || archives=${XDG_CACHE_HOME:-${HOME:-/nonexistent}/.cache}/acme/cds
  key=$(cksum <<< "$java $version $jar $spark_class_path")
  archives=$archives/${key%% *}
}

# Sets cds: options for a JVM of a KIND, run, plain, reading or cluster, which is that of Spark's daemons and executors.
# Where there is no archive that fits, one is made in the background for the next time.
share_classes() {
  local makers=own
  find_archive "$1" && return
  [[ $1 != cluster ]] || makers=cluster
  is_room_for_archives || return 0
  # Not the terminal's business: neither its Ctrl-C nor its output.
  (trap '' INT HUP && make_archives $makers) < /dev/null > /dev/null 2>&1 &
}

# Whether the job of SLURM in which this is, if it is in one, leaves enough memory to make archives beside what it is for.
is_room_for_archives() {
  local mb=${SLURM_MEM_PER_NODE:-} of_cpu=${SLURM_MEM_PER_CPU:-}
  [[ -n $mb || ! $of_cpu =~ ^[0-9]+$ ]] || mb=$((of_cpu * ${SLURM_CPUS_ON_NODE:-1}))
  # Without a number, or with 0, there is no limit; users may set an option of srun like this one, such as 4G.
  [[ ! $mb =~ ^[1-9][0-9]*$ ]] || ((mb >= 4096))
}

# Sets cds as share_classes does, but makes nothing. Fails if an archive should be made.
find_archive() {
  local file
  cds=()
  if [[ -n ${ACME_CDS_MAKE:-} ]]; then # an archive is made from this JVM
    cds=("-XX:ArchiveClassesAtExit=$ACME_CDS_MAKE" "${quiet_cds[@]}")
    return 0
  elif [[ -n ${ACME_CDS_CLASSES:-} ]]; then # an archive is made from the classes of several JVMs
    cds=("-XX:DumpLoadedClassList=$ACME_CDS_CLASSES/%p")
    return 0
  fi
  [[ ${ACME_CDS:-on} != off ]] || return 0
  [[ -n ${archives:-} ]] || archives_folder
  file=$archives/$1.jsa
  [[ -r $file && -O $file && ! $jar -nt $file ]] || return 1
  cds=("-XX:SharedArchiveFile=$file" "${quiet_cds[@]}")
}

# Sets for a daemon of the Spark in FOLDER cds, by a FUNCTION of those above, and daemon_path, a class path in the order
# in which Spark gives it to executors: their archive fits daemons, too.
share_classes_of_daemon() {
  local first=("$1"/jars/slf4j-api-*.jar)
  # Executors have a folder of settings first. Java 25 wants that entry, though the folder is missing.
  daemon_path="$1/none:${first[0]}:$1/jars/*"
  cds=()
  if [[ ! -x $1/bin/spark-submit ]] && find_jar; then # none for a Spark that is installed
    spark_class_path=$(class_path_of "$1/jars")
    "$2" cluster || true
  fi
}

# Makes the archives of JVMs of our `own`, or that of a `cluster`.
make_archives() {
  local making=$archives/making-$1 tried=$archives/tried-$1 work
  (umask 077 && mkdir -p "$archives") && [[ -O $archives ]] || return 0
  find "$archives" -maxdepth 1 -name "making-$1" -mmin +10 -exec rmdir {} + # its maker was killed
  mkdir "$making" 2> /dev/null || return 0                                  # another process is at it
  work=$(mktemp -d)
  # shellcheck disable=SC2064 # the values of now
  trap "rm -rf '$work'; rmdir '$making'" EXIT
  [[ ! $tried -nt $jar ]] || return 0 # from such a class path none can be made
  touch "$tried"
  find "$(dirname "$archives")" -name '*.jsa' ! -newer "$jar" -delete
  unset JDK_JAVA_OPTIONS JAVA_TOOL_OPTIONS SPARK_SUBMIT_OPTS SPARK_CONF_DIR ACME_SITE
  cd "$work" || return 0
  touch -r "$jar" jar
  "make_archives_of_$1" || true
  # Of a jar that was built meanwhile: newer than the jar, but the JVM would refuse it.
  [[ ! $jar -nt $work/jar ]] || rm -f "$archives"/*.jsa "$tried"
}

make_archives_of_own() {
  make_archive run run org.acmespark.examples.Walkthrough::f '[2,4,6,8]' 4 z=3 --output-dir "$work/result" --quiet
  make_archive plain verify "$work/result"
  make_archive reading rehearse-reading "@$work/result/f_payload/f_0.h5:/result_0"
}

# Makes the archive of KIND from the classes that `acme WORD...` loads.
make_archive() {
  ACME_CDS_MAKE=$work/$1.jsa nice -n 10 "$home/submit/acme" "${@:2}" && mv "$work/$1.jsa" "$archives/"
}

# Executors have Spark's own class path, and get the classes of acme later. Spark may kill an executor that takes
# long to end, so the archive is made from lists of the classes that JVMs have loaded: that of an executor, and that of
# a driver, in which a master and a worker run, too. The numbers of classes differ from list to list.
make_archives_of_cluster() {
  local path
  mkdir "$work/classes"
  path=$(ACME_CDS_CLASSES=$work/classes SPARK_CONF_DIR=$work/none nice -n 10 "$home/submit/acme" run \
    java.lang.System::getProperty '["java.class.path"]' --master 'local-cluster[1,1,1024]' --in-memory --quiet) || return 0
  path=${path#*\"} path=${path%\"*}
  cat "$work"/classes/* | sed '/^org\/acmespark/d; / source: /d; s/ id: [0-9]*$//' | awk '!seen[$0]++' > "$work/list"
  nice -n 10 "$java" -Xshare:dump "-XX:SharedClassListFile=$work/list" "-XX:SharedArchiveFile=$work/cluster.jsa" \
    -cp "$path" && mv "$work/cluster.jsa" "$archives/"
}
