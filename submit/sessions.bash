# Part of submit/acme: `acme shell` and `acme jupyter`.
# Uses its variables: home java jar examples plain installed spark_jars module_options say die wrong.

session=$1
shift
scala=false master='' memory='' directory='' name=acme jars='' properties=() rest=()
while (($# > 0)); do
  option=$1 value=${2-}
  if [[ $option == --*=* ]]; then
    value=${option#*=} option=${option%%=*}
    set -- "$option" "$value" "${@:2}"
  fi
  case $option in
    -h | --help) exec "${plain[@]}" "$session" --help ;;
    --) rest=("${@:2}"); break ;;
    --scala) scala=true; shift; continue ;;
  esac
  (($# > 1)) || wrong "$option: expected a value; see --help"
  case $session$option in
    *--master) master=$value ;;
    *--driver-memory) memory=$value ;;
    *--jar)
      [[ -r $value ]] || wrong "--jar $value: there is no such file"
      value=$(jar_for_spark "$value") || exit
      jars=${jars:+$jars,}$(realpath -s "$value")
      ;;
    *--conf)
      [[ $value == spark.*=* ]] || wrong "--conf $value: expected spark.some.property=value"
      properties+=("-D$value")
      ;;
    jupyter--dir) directory=$value ;;
    jupyter--name)
      [[ $value =~ ^[a-z0-9._-]+$ ]] || wrong "--name $value: expected small letters, digits and . _ -"
      name=$value
      ;;
    *) wrong "$option: no such option; see --help" ;;
  esac
  shift 2
done
given_memory=$memory
[[ -z $memory ]] || memory=$(size_for_java "$memory") ||
  wrong "--driver-memory $given_memory: expected a size such as 4g, 8.5GB or 12000MB"
[[ $session == shell ]] || ! $scala || wrong "--scala: the kernel speaks Java"
master=${master:-${MASTER:-"local[*]"}}

# --- what both need -------------------------------------------------------------------------------
if ! $installed; then
  export SPARK_HOME=${spark_jars%/jars} SPARK_SCALA_VERSION=2.13 SPARK_CONF_DIR=${SPARK_CONF_DIR:-$home/conf}
fi
[[ $master != local && $master != local\[* ]] || properties+=(-Dspark.driver.host=127.0.0.1 -Dspark.ui.enabled=false)
driver=(
  "${module_options[@]}" ${memory:+"-Xmx$memory"}
  "-Dlog4j2.configurationFile=$home/conf/log4j2.properties"
  "-Dspark.master=$master" "-Dspark.app.name=acme $session"
  -Dspark.ui.showConsoleProgress=false
  "-Dspark.jars=$jar${examples:+,$examples}${jars:+,$jars}"
  ${properties[@]+"${properties[@]}"}
)
class_path=$jar${examples:+:$examples}${jars:+:${jars//,/:}}
has_sql=false
compgen -G "$spark_jars/spark-sql_2*.jar" > /dev/null && has_sql=true

# --- acme jupyter ---------------------------------------------------------------------------------
if [[ $session == jupyter ]]; then
  ! is_unpacked || kernel=("$home"/lib/kernel/*.jar)
  is_unpacked || kernel=("$home"/target/kernel/rapaio-jupyter-kernel-*.jar)
  [[ -f ${kernel[0]} ]] || ! is_unpacked || die "the kernel for Jupyter is in the archive acme-spark-...-with-spark.tar.gz alone"
  [[ -f ${kernel[0]} ]] || die "${kernel[0]} is missing; \`mvn package\` in $home fetches it"
  if [[ -z $directory ]]; then
    case $(uname) in
      Darwin) directory=$HOME/Library/Jupyter ;;
      *) directory=${XDG_DATA_HOME:-$HOME/.local/share}/jupyter ;;
    esac
    to_find_it=
  else
    mkdir -p "$directory"
    directory=$(realpath "$directory")
    to_find_it="JUPYTER_PATH=$directory "
  fi
  mkdir -p "$directory/kernels/$name"
  json() { # a JSON string
    local text=${1//\\/\\\\}
    printf '"%s"' "${text//\"/\\\"}"
  }
  {
    printf '{\n  "display_name": "Java (acme on Spark)",\n  "language": "java",\n'
    printf '  "interrupt_mode": "message",\n  "argv": [\n    %s' "$(json "$java")"
    for argument in "${driver[@]}" -cp "${kernel[0]}:$class_path:$spark_jars/*" \
      org.rapaio.jupyter.kernel.MainApp '{connection_file}'; do
      printf ',\n    %s' "$(json "$argument")"
    done
    # Jupyter may run in the locale C.
    printf '\n  ],\n  "env": {\n    "LC_ALL": %s,' "$(json "${LC_ALL:-${LC_CTYPE:-${LANG:-C.UTF-8}}}")"
    printf '\n    "SPARK_HOME": %s,\n    "SPARK_SCALA_VERSION": "2.13",\n' "$(json "$SPARK_HOME")"
    [[ $master != local* ]] || printf '    "SPARK_LOCAL_IP": "127.0.0.1",\n'
    printf '    "RJK_INIT_SCRIPT": %s\n  }\n}\n' "$(json "$home/conf/notebook.jsh")"
  } > "$directory/kernels/$name/kernel.json"
  echo "$directory/kernels/$name/kernel.json"
  say "start Jupyter with: ${to_find_it}jupyter notebook   (or jupyter lab), and choose \"Java (acme on Spark)\""
  say "without a browser:  ${to_find_it}jupyter nbconvert --to notebook --execute --inplace NOTEBOOK.ipynb"
  command -v jupyter > /dev/null ||
    say "there is no jupyter here yet; on Debian and Ubuntu: apt install jupyter-notebook"
  exit 0
fi

# --- acme shell -----------------------------------------------------------------------------------
start=$(mktemp -d)
if $scala; then
  [[ -z ${SPARK_LOCAL_IP:-} && $master == local* ]] && export SPARK_LOCAL_IP=127.0.0.1
  compiler=("$spark_jars"/scala-compiler*.jar)
  if [[ ! -f ${compiler[0]} ]]; then
    compiler=("${spark_jars%/jars}"/scala/*.jar)
    [[ -f ${compiler[0]} ]] || die "there is no Scala compiler; \`mvn package\` in $home fetches it"
  fi
  printf -v compiler_path '%s:' "${compiler[@]}"
  cp "$home/conf/shell.scala" "$start/start.scala"
  ! $has_sql || echo '@transient val spark = org.apache.spark.sql.SparkSession.builder().getOrCreate()' >> "$start/start.scala"
  "$java" "${driver[@]}" -cp "$compiler_path$class_path:$spark_jars/*" \
    scala.tools.nsc.MainGenericRunner -usejavacp -Yrepl-class-based -i "$start/start.scala" ${rest[@]+"${rest[@]}"} || status=$?
else
  jshell=$(dirname "$java")/jshell
  [[ -x $jshell ]] || jshell=$(dirname "$(readlink -f "$java")")/jshell
  [[ -x $jshell ]] || die "$(dirname "$java") has no jshell; install a JDK, not a JRE"
  cat "$home/conf/notebook.jsh" "$home/conf/shell.jsh" > "$start/start.jsh"
  ! $has_sql || echo 'var spark = org.apache.spark.sql.SparkSession.builder().getOrCreate();' >> "$start/start.jsh"
  [[ -z ${SPARK_LOCAL_IP:-} && $master == local* ]] && export SPARK_LOCAL_IP=127.0.0.1
  remote=()
  for option in "${driver[@]}"; do
    remote+=("-R$option")
  done
  # JShell itself expands no *.
  "$jshell" "${remote[@]}" --class-path "$class_path:$(printf '%s:' "$spark_jars"/*.jar)" \
    --startup DEFAULT --startup "$start/start.jsh" ${rest[@]+"${rest[@]}"} || status=$?
fi
rm -rf "$start"
exit "${status:-0}"
