# Part of submit/acme: class-data archives (JEP 350). With one a JVM maps its classes from a file; without, it
# parses and verifies ten thousand of them at each start. Uses its variables: home java version jar.
# ACME_CDS=off goes without.

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

# Sets cds: options for a JVM of a KIND, run, plain, reading or executor. Where there is no archive that fits, one is
# made in the background for the next time.
share_classes() {
  local file makers=own
  cds=()
  if [[ -n ${ACME_CDS_MAKE:-} ]]; then # an archive is made from this JVM
    cds=("-XX:ArchiveClassesAtExit=$ACME_CDS_MAKE" "${quiet_cds[@]}")
    return 0
  fi
  [[ ${ACME_CDS:-on} != off ]] || return 0
  [[ -n ${archives:-} ]] || archives_folder
  file=$archives/$1.jsa
  if [[ -r $file && -O $file && ! $jar -nt $file ]]; then
    cds=("-XX:SharedArchiveFile=$file" "${quiet_cds[@]}")
  else
    [[ $1 != executor ]] || makers=executors
    # Not the terminal's business: neither its Ctrl-C nor its output.
    (trap '' INT HUP && make_archives $makers) < /dev/null > /dev/null 2>&1 &
  fi
}

# Makes the archives of JVMs of our `own`, or that of `executors`.
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
# long to end, so the archive is made from a list of the classes that one has loaded.
make_archives_of_executors() {
  local path
  path=$(ACME_CDS=off SPARK_CONF_DIR=$work/none nice -n 10 "$home/submit/acme" run java.lang.System::getProperty \
    '["java.class.path"]' --master 'local-cluster[1,1,1024]' --in-memory --quiet \
    --conf "spark.executor.extraJavaOptions=-XX:DumpLoadedClassList=$work/classes") || return 0
  path=${path#*\"} path=${path%\"*}
  nice -n 10 "$java" -Xshare:dump "-XX:SharedClassListFile=$work/classes" "-XX:SharedArchiveFile=$work/executor.jsa" \
    -cp "$path" && mv "$work/executor.jsa" "$archives/"
}
