# Part of submit/acme: commands that read files of others. A damaged file may crash the HDF5 library, or keep it
# busy for ever: that becomes one sentence and exit status 3. Uses its variables: plain say.

# Runs `acme WORD...`, which notes what it is reading, and ends with its status. ACME_READING_SECONDS is how
# long one call of the library may take, 60 if it is not set.
guarded() {
  local note status=0 options=()
  note=$(mktemp)
  options=("-Dacme.reading=$note" ${ACME_READING_SECONDS:+"-Dacme.reading.seconds=$ACME_READING_SECONDS"})
  # Neither a core file nor the JVM's report, nor this shell's: they say nothing that a user could use.
  {
    (
      ulimit -c 0
      exec "${plain[0]}" "${options[@]}" -XX:+SuppressFatalErrorMessage -XX:ErrorFile=/dev/null "${plain[@]:1}" "$@" 2>&3
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

# Reads once, in a process of its own, what ARG... of a run name in files.
rehearse() {
  local argument files=()
  for argument; do
    [[ $argument != *@*:/* ]] || files+=("$argument")
  done
  ((${#files[@]} == 0)) || guarded rehearse-reading "${files[@]}"
}
