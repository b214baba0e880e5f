# Part of submit/acme: commands that read files of others. A damaged file may crash the HDF5 library, or keep it
# busy for ever: that becomes one sentence and exit status 3. Uses its variables: small jar spark_class_path.

# Runs `JAVA WORD...`, which notes what it is reading, and ends with its status. ACME_READING_SECONDS is how
# long one call of the library may take, 60 if it is not set.
guarded() {
  local note status=0 options=()
  note=$(mktemp)
  options=("-Dacme.reading=$note" ${ACME_READING_SECONDS:+"-Dacme.reading.seconds=$ACME_READING_SECONDS"})
  # Neither a core file nor the JVM's report, nor this shell's: they say nothing that a user could use.
  {
    (
      ulimit -c 0
      exec "$1" "${options[@]}" -XX:+SuppressFatalErrorMessage -XX:ErrorFile=/dev/null "${@:2}" 2>&3
    ) || status=$?
  } 3>&2 2> /dev/null
  case $status in
    124) say "the HDF5 library does not come to an end: $(noted "$note"); the file is damaged, or its disk does not answer" ;;
    132 | 134 | 135 | 136 | 139) say "the HDF5 library has crashed: $(noted "$note"); the file is damaged" ;;
    *)
      rm -f "$note"
      return "$status"
      ;;
  esac
  rm -f "$note"
  return 3
}

# The first line of a note, which is filled up with zeros.
noted() { tr -d '\0' < "$1" | head -n 1; }

# Reads once, in a process of its own, what ARG... of a run name in files. The run waits for it: no logger,
# whose start takes longer than the reading of a small file.
rehearse() {
  local argument files=() cds=()
  for argument; do
    [[ $argument != *@*:/* && $argument != *@*:\"/* ]] || files+=("$argument")
  done
  ((${#files[@]} > 0)) || return 0
  share_classes reading
  guarded "${small[@]}" ${cds[@]+"${cds[@]}"} -Dslf4j.internal.verbosity=WARN \
    -Dslf4j.provider=org.slf4j.helpers.NOP_FallbackServiceProvider \
    -cp "$jar:$spark_class_path" org.acmespark.cli.ReadingRehearsal "${files[@]}"
}
