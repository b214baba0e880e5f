# Part of submit/acme: `acme run ... --detach` and `acme resume ... --detach`. Uses its variables: home wrong die.

# Starts `acme WORD...` in the background, without --detach and with the directory in which it runs; waits until the run
# has begun, and prints the directory. Ends with the status of acme if that ends before.
detach() {
  local words=("$1") directory='' parent='' output='' previous='' word child status=0
  [[ $1 != resume ]] || directory=$(resumed_directory "${@:2}")
  for word in "${@:2}"; do
    case $word in
      --detach) continue ;;
      --in-memory | --dry-run | --debug) wrong "--detach and $word exclude each other: there would be nobody to tell" ;;
      --output-dir=*) directory=${word#*=} ;;
    esac
    [[ $previous != --output-dir ]] || directory=$word
    words+=("$word")
    previous=$word
  done
  if [[ -z $directory ]]; then # named as acme would do it
    directory=ACME_$(date +%Y%m%d-%H%M%S-%6N)
    words+=(--output-dir "$directory")
  fi
  [[ $directory != *://* ]] || wrong "--detach: $directory is on another file system; name a directory of this machine"
  [[ $directory != \~/* ]] || directory=$HOME/${directory#\~/}
  [[ $directory == /* ]] || directory=$PWD/$directory
  parent=$(dirname "$directory")
  while [[ ! -d $parent ]]; do parent=$(dirname "$parent"); done
  output=$(mktemp "$parent/.acme-detached-XXXXXX") || die "--detach: no file for messages can be written in $parent"

  # Neither a logout nor Ctrl-C here ends it.
  setsid nohup "$home/submit/acme" "${words[@]}" < /dev/null > "$output" 2>&1 &
  child=$!
  until grep -qs "^process $child " "$directory/.acme-lock"; do
    if ! kill -0 "$child" 2> /dev/null; then
      wait "$child" || status=$?
      cat "$output" >&2
      rm -f "$output"
      ((status != 0)) || printf '%s\n' "$directory"
      exit "$status"
    fi
    sleep 0.1
  done
  mv "$output" "$directory/detached_$(date +%Y%m%d-%H%M%S).out"
  say "running in process $child; \`acme attach $directory\` shows its progress, \`acme stop $directory\` ends it"
  printf '%s\n' "$directory"
  exit 0
}

# Prints the directory that `acme resume WORD...` names: the word that is no option and no value of one.
resumed_directory() {
  local word previous=''
  for word; do
    if [[ $word != -* && ! $previous =~ ^--(master|jar|conf|driver-memory|n-workers|wait-lock)$ ]]; then
      printf '%s' "$word"
      return 0
    fi
    previous=$word
  done
}
