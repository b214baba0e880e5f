# Part of submit/acme: class-data archives (JEP 350). With one a JVM maps its classes from a file; without, it
# parses and verifies ten thousand of them at each start. Uses its variables: home java version jar.
# ACME_CDS=off goes without.

# The JVM complains of an archive that does not fit on standard output, which belongs to results.
quiet_cds=(-Xshare:auto -Xlog:cds=off -Xlog:cds+dynamic=off)

# Sets cds: options for a JVM of a KIND, run, plain or reading, with this CLASS_PATH. Where there is no archive that
# fits, one is made in the background for the next time.
share_classes() {
  local kind=$1 place=$home/target folder key
  ! is_unpacked || place=$home/lib
  folder=$place/cds
  cds=()
  if [[ -n ${ACME_CDS_MAKE:-} ]]; then # an archive is made from this JVM
    cds=("-XX:ArchiveClassesAtExit=$ACME_CDS_MAKE" "${quiet_cds[@]}")
    return 0
  fi
  [[ ${ACME_CDS:-on} != off ]] || return 0
  [[ -w $place ]] || folder=${XDG_CACHE_HOME:-${HOME:-/nonexistent}/.cache}/acme/cds
  key=$(cksum <<< "$java $version $2")
  folder=$folder/${key%% *}
  if [[ -r $folder/$kind.jsa && -O $folder/$kind.jsa && ! $jar -nt $folder/$kind.jsa ]]; then
    cds=("-XX:SharedArchiveFile=$folder/$kind.jsa" "${quiet_cds[@]}")
  else
    # Not the terminal's business: neither its Ctrl-C nor its output.
    (trap '' INT HUP && make_archives "$folder") < /dev/null > /dev/null 2>&1 &
  fi
}

# Makes the archives of all kinds in FOLDER.
make_archives() {
  local folder=$1 work
  (umask 077 && mkdir -p "$folder") && [[ -O $folder ]] || return 0
  find "$folder" -maxdepth 1 -name making -mmin +10 -exec rmdir {} + # its maker was killed
  mkdir "$folder/making" 2> /dev/null || return 0                    # another process is at it
  work=$(mktemp -d)
  # shellcheck disable=SC2064 # the values of now
  trap "rm -rf '$work'; rmdir '$folder/making'" EXIT
  [[ ! $folder/tried -nt $jar ]] || return 0 # from such a class path none can be made
  touch "$folder/tried"
  find "$(dirname "$folder")" -name '*.jsa' ! -newer "$jar" -delete
  unset JDK_JAVA_OPTIONS JAVA_TOOL_OPTIONS SPARK_SUBMIT_OPTS SPARK_CONF_DIR ACME_SITE
  cd "$work" || return 0
  touch -r "$jar" jar
  make_archive run run org.acmespark.examples.Walkthrough::f '[2,4,6,8]' 4 z=3 --output-dir "$work/result" --quiet
  make_archive plain verify "$work/result"
  make_archive reading rehearse-reading "@$work/result/f_payload/f_0.h5:/result_0"
  # Of a jar that was built meanwhile: newer than the jar, but the JVM would refuse it.
  [[ ! $jar -nt $work/jar ]] || rm -f "$folder"/*.jsa "$folder/tried"
}

# Makes the archive of KIND from the classes that `acme WORD...` loads.
make_archive() {
  ACME_CDS_MAKE=$work/$1.jsa nice -n 19 "$home/submit/acme" "${@:2}" && mv "$work/$1.jsa" "$folder/"
}
