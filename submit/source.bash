# Part of submit/acme: `acme run Filters.java::lowpass` compiles the file first, and `acme resume` again if it has
# changed. Uses its variables: java jar examples spark_class_path say die wrong.

# Sets words: the arguments with the class for its file, and with the jar that has it.
compile_function() {
  local word file method class package
  words=()
  for word; do
    if [[ ${#words[@]} -eq 0 || -n ${class:-} || ! $word =~ ^([^=]+\.java)::([A-Za-z_$][A-Za-z0-9_$]*)$ ]]; then
      words+=("$word")
      continue
    fi
    file=${BASH_REMATCH[1]} method=${BASH_REMATCH[2]}
    [[ -r $file ]] || wrong "$file::$method: there is no file $file"
    package=$(sed -n 's/^[[:space:]]*package[[:space:]]\{1,\}\([A-Za-z0-9_.]*\)[[:space:]]*;.*/\1/p' "$file" | head -n 1)
    class=${file##*/}
    class=${package:+$package.}${class%.java}
    words+=("$class::$method")
  done
  [[ -n ${class:-} ]] || return 0
  compile_file "$file" "${class//./-}"
  words+=(--jar "$compiled")
}

# Sets words: the arguments of resume, with files compiled again that have changed since the run began.
compile_changed() {
  local word previous='' file
  words=()
  for word; do
    if [[ $previous == --jar && $word == */acme/sources/*/*.jar && -r ${word%.jar}.source ]]; then
      file=$(< "${word%.jar}.source")
      if [[ ! -r $file ]]; then
        say "$file is not there any more; what was compiled from it when the run began is used"
      elif [[ $word != */acme/sources/$(key_of "$file")/* ]]; then
        say "$file has changed since the run began, and is compiled again"
        compile_file "$file" "$(basename "$word" .jar)"
        word=$compiled
      fi
    fi
    words+=("$word")
    previous=$word
  done
}

key_of() { cksum < "$1" | tr ' ' -; }

# Sets compiled: the jar with the class of a FILE, under a NAME. A file that was compiled before is not compiled again.
compile_file() {
  local file=$1 javac folder work
  javac=$(dirname "$(readlink -f "$java")")/javac
  [[ -x $javac ]] || die "$java has no compiler, which $file needs; set JAVA_HOME to a JDK, not a JRE"
  folder=${XDG_CACHE_HOME:-${HOME:-/nonexistent}/.cache}/acme/sources/$(key_of "$file")
  compiled=$folder/$2.jar
  if [[ ! -r $compiled || ! -O $compiled ]]; then
    (umask 077 && mkdir -p "$folder") || die "no folder can be made in ${folder%/*} for the compiled $file"
    work=$(mktemp -d "$folder/XXXXXX")
    "$javac" -parameters -cp "$jar${examples:+:$examples}:$spark_class_path" -d "$work/classes" "$file" >&2 ||
      { rm -rf "$work"; wrong "$file cannot be compiled; the messages of javac are above"; }
    "${javac%javac}jar" -cf "$work/made.jar" -C "$work/classes" . && mv -f "$work/made.jar" "$compiled"
    rm -rf "$work"
  fi
  readlink -f "$file" > "${compiled%.jar}.source" # for resume
}
