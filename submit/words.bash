# Part of submit/acme, submit/standalone, submit/slurm.sbatch and submit/bench: what they share.
# Uses their variable `home` and their function `die`; `wrong` in some.

# --- encoding ----------------------------------------------------------------------------------------
# Java decodes arguments and names of files as the locale says. In the locale C, which cron, SLURM and
# containers have, all but ASCII is lost; so another is chosen, for this process and those that it starts.
# Other encodings, such as ISO-8859-1, are left: there names are what they are.
use_utf8() { # the words that have to arrive
  local charset choice
  if ! command -v locale > /dev/null; then
    case ${LC_ALL:-${LC_CTYPE:-${LANG:-C}}} in
      C | POSIX) export LC_ALL=C.UTF-8 ;;
    esac
    return 0
  fi
  charset=$(locale charmap 2> /dev/null) || charset=''
  case $charset in
    ANSI_X3.4-1968 | US-ASCII | 646 | '') ;;
    *) return 0 ;;
  esac
  for choice in C.UTF-8 en_US.UTF-8; do
    if [[ $(LC_ALL=$choice locale charmap 2> /dev/null) == UTF-8 ]]; then
      export LC_ALL=$choice
      return 0
    fi
  done
  has_ascii_alone "$PWD" "$home" "$@" ||
    die "the locale knows ASCII only, and a name or an argument has other letters; set LC_ALL to a locale of UTF-8 (\`locale -a\` lists them)"
}

has_ascii_alone() {
  local LC_ALL=C
  [[ $* != *[$'\200'-$'\377']* ]]
}

# --- Java ------------------------------------------------------------------------------------------
# Sets java, version, and major, the first number of it.
find_java() {
  local release
  if [[ -n ${JAVA_HOME:-} ]]; then
    java=$JAVA_HOME/bin/java
    [[ -x $java ]] || die "JAVA_HOME is $JAVA_HOME, but there is no bin/java in it; set it to a JDK 17 or newer"
  else
    java=$(command -v java) || die "there is no java; install a JDK 17 or newer, or set JAVA_HOME"
  fi
  # The file `release` of a JDK answers at once; asking java itself takes as long as starting it.
  release=$(dirname "$(dirname "$(readlink -f "$java" 2> /dev/null || echo "$java")")")/release
  if [[ -r $release ]] && [[ $(< "$release") =~ JAVA_VERSION=\"([^\"]+)\" ]]; then
    version=${BASH_REMATCH[1]}
  else
    [[ $("$java" -version 2>&1) =~ version\ \"([^\"]+)\" ]] || die "$java does not tell its version"
    version=${BASH_REMATCH[1]}
  fi
  major=${version#1.} # Java 8 calls itself 1.8
  major=${major%%[!0-9]*}
  ((major >= 17)) || die "$java is Java $version; acme needs 17 or newer (set JAVA_HOME)"
}

# Most of what a short run executes is executed once or a hundred times: the optimizing compiler starts ten
# times later than by default, which a long run does not notice (see docs/performance.md).
later_compiler=(-XX:Tier4InvocationThreshold=50000 -XX:Tier4MinInvocationThreshold=6000
  -XX:Tier4CompileThreshold=150000 -XX:Tier4BackEdgeThreshold=400000)

# Sets module_options, what Spark asks of Java: org.apache.spark.launcher.JavaModuleOptions.defaultModuleOptions()
# of Spark 3.5 and 4, but for jdk.incubator.vector, which only linear algebra wants and which Java announces
# at each start.
find_module_options() {
  local package
  module_options=(-XX:+IgnoreUnrecognizedVMOptions)
  for package in java.lang java.lang.invoke java.lang.reflect java.io java.net java.nio java.util \
    java.util.concurrent java.util.concurrent.atomic jdk.internal.ref sun.nio.ch sun.nio.cs \
    sun.security.action sun.util.calendar; do
    # It went with the security manager; Java 25 warns of what is not there.
    [[ $package != sun.security.action ]] || ((major < 24)) || continue
    module_options+=("--add-opens=java.base/$package=ALL-UNNAMED")
  done
  module_options+=(
    --add-opens=java.security.jgss/sun.security.krb5=ALL-UNNAMED
    --sun-misc-unsafe-memory-access=allow
    --enable-native-access=ALL-UNNAMED
    -Djdk.reflect.useDirectMethodHandle=false
    -Dio.netty.tryReflectionSetAccessible=true
    -Dio.netty.allocator.type=pooled
    -Dio.netty.handler.ssl.defaultEndpointVerificationAlgorithm=NONE
  )
}

# A JVM that cannot open its jars ends with stack traces, and HDF5 needs some for its files.
enough_descriptors() {
  local most least=256
  most=$(ulimit -Hn) # Java raises the soft limit to it
  [[ $most == unlimited ]] || ((most >= least)) ||
    die "a process may open $most files here, and acme needs $least; raise the limit (\`ulimit -n 1024\`)"
}

# --- Spark -----------------------------------------------------------------------------------------
# Prints the folder with the Spark of the archive or of the build. Each version has its own; the last build names its.
spark_of_the_build() {
  if is_unpacked; then
    echo "$home/lib/spark"
    return
  fi
  local name=spark
  [[ ! -r $home/target/spark-home ]] || read -r name < "$home/target/spark-home"
  echo "$home/target/$name"
}

# Whether this is an unpacked archive, not a clone that is built.
is_unpacked() { [[ -f $home/lib/acme-spark.jar ]]; }

# Ends because there is no Spark in FOLDER.
spark_is_missing() {
  ! is_unpacked || die "there is no Spark: set SPARK_HOME to a Spark 3.5 or 4 (Scala 2.13), or take the archive acme-spark-...-with-spark.tar.gz"
  die "$1 is missing; \`mvn package\` in $home fetches Spark"
}

# --- sizes -----------------------------------------------------------------------------------------
# Prints a size, such as 4g, 8.5GB, 8GiB or 512000K, as Java and Spark read it. Fails if it is none.
size_for_java() {
  local factor unit fraction
  [[ $1 =~ ^([0-9]{1,9})(\.([0-9]{1,6}))?\ ?([kKmMgGtT])([iI]?[bB])?$ ]] || return 1
  [[ -n ${BASH_REMATCH[2]}${BASH_REMATCH[5]} || $1 == *' '* ]] || { echo "$1"; return; }
  unit=${BASH_REMATCH[4]} fraction=${BASH_REMATCH[3]}000000
  case $unit in
    k | K) factor=1 ;;
    m | M) factor=1024 ;;
    g | G) factor=$((1024 * 1024)) ;;
    *) factor=$((1024 * 1024 * 1024)) ;;
  esac
  echo "$((10#${BASH_REMATCH[1]} * factor + 10#${fraction:0:6} * factor / 1000000))k"
}

# Whether a size, as size_for_java prints it, is enough for Spark: it ends with exit status 1 below 450 MB of heap, of
# which some collectors count a part only.
enough_for_spark() {
  local number=${1%?} least=491520 # 480m
  case $1 in
    *[kK]) ;;
    *[mM]) least=480 ;;
    *) least=1 ;;
  esac
  ((10#$number >= least))
}

# --- jars ------------------------------------------------------------------------------------------
# Sets jar, which is whole once the thin one has been put aside as original-*.jar. Fails if there is none.
find_jar() {
  local thin
  if is_unpacked; then
    jar=$home/lib/acme-spark.jar
    return 0
  fi
  for thin in "$home"/target/original-acme-spark-*.jar; do
    jar=$home/target/${thin##*/original-}
    [[ -f $thin && -f $jar ]] && return 0
  done
  jar=
  return 1
}

# Prints the jars in FOLDER in a fixed order, on which a class-data archive depends.
class_path_of() {
  local LC_ALL=C path
  printf -v path '%s:' "$1"/*.jar
  echo "${path%:}"
}

# Prints the path by which Spark can take a jar. Spark splits lists at commas, class paths end at colons,
# and #, %, * and [ mean something in its URIs: such a jar gets a second name, a plain one. No symbolic link,
# for Spark follows it back.
jar_for_spark() {
  local file=$1 folder name link
  if [[ $file == *://* || ! -f $file || ! $file =~ [^A-Za-z0-9_./+=@~-] ]]; then
    echo "$file"
    return
  fi
  file=$(realpath "$file")
  name=${file##*/}
  name=${name%.jar}
  folder=${XDG_CACHE_HOME:-${HOME:-/nonexistent}/.cache}/acme/jars/$(cksum <<< "$file" | tr ' ' -)
  link=$folder/${name//[^A-Za-z0-9_.+-]/_}.jar
  if [[ ! $link -ef $file ]] && ! cmp -s "$file" "$link"; then
    # Moved into place, since another run may read what was there.
    {
      (umask 077 && mkdir -p "$folder") &&
        { ln -f "$file" "$link.$$" || cp "$file" "$link.$$"; } && mv -f "$link.$$" "$link"
    } 2> /dev/null ||
      die "Spark cannot take a jar with this path, and no copy of it can be made in $folder: $1"
  fi
  echo "$link"
}
