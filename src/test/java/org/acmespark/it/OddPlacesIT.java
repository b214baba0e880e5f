package org.acmespark.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import org.acmespark.Judges;
import org.acmespark.hdf5.Hdf5Writer;
import org.acmespark.hdf5.value.Hdf5Value;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** The command in places, and with paths, that scripts and typing errors lead to. */
@EnabledOnOs(OS.LINUX)
class OddPlacesIT {
  private static final String F = "org.acmespark.examples.Walkthrough::f";

  /**
   * A home directory that is read-only, and a folder for temporary files whose programs the kernel
   * does not run, in a mount namespace that ends with the command. A project in /tmp stays visible.
   */
  private static final String NOTHING_IS_EXECUTED =
      """
      set -e
      project=$1 home=$2
      shift 2
      exec 9< "$project"
      mount --make-rprivate /
      mount --bind "$home" "$home"
      mount -o remount,bind,ro "$home"
      mount -t tmpfs -o noexec tmpfs /tmp
      case $project in /tmp/*) mkdir -p "$project"; mount -c --bind /proc/self/fd/9 "$project" ;; esac
      mkdir /tmp/work /tmp/programs
      mount -t tmpfs tmpfs /tmp/programs
      cd /tmp/work
      unset SPARK_HOME JDK_JAVA_OPTIONS
      "$project/submit/acme" "$@"
      """;

  @TempDir Path folder;

  /** Runs a line of shell, in which acme is the command, with a home directory of its own. */
  private Judges.Outcome shell(String line) throws IOException {
    Path home = Files.createDirectories(folder.resolve("home"));
    return Judges.run(
        List.of(
            "bash",
            "-c",
            "unset SPARK_HOME JDK_JAVA_OPTIONS; export HOME=%s; cd %s; acme() { %s \"$@\"; }; %s"
                .formatted(home, folder, AcmeProcess.COMMAND, line)));
  }

  @Test
  void aTildeIsTheHomeDirectoryWhereverAPathIsNamed() throws IOException {
    Path home = Files.createDirectories(folder.resolve("home"));
    try (var writer = Hdf5Writer.create(home.resolve("in.h5"))) {
      writer.write("/x", Hdf5Value.of(new double[] {1, 2}));
      writer.commit();
    }
    String options = "-Duser.home=" + home;
    var run =
        shell(
            "export SPARK_SUBMIT_OPTS=%s; acme run %s '@~/in.h5:/x[*]' 4 z=3 --output-dir=~/run --logfile=~/my.log"
                .formatted(options, F));
    assertEquals(0, run.exitStatus(), run.output());
    assertTrue(Files.exists(home.resolve("run/f.h5")), run.output());
    assertTrue(Files.exists(home.resolve("my.log")), run.output());
    assertFalse(Files.exists(folder.resolve("~")));
  }

  @Test
  void aDirectoryThatIsGoneIsOneSentence() throws IOException {
    var run = shell("mkdir gone; cd gone; rmdir ../gone; acme run " + F + " '[1,2]' 4 z=3");
    assertEquals(3, run.exitStatus(), run.output());
    assertTrue(run.output().contains("is not there any more"), run.output());
    assertEquals(1, run.output().lines().filter(line -> line.startsWith("acme:")).count());
  }

  @Test
  void aPlaceWhereNoDirectoryCanBeMadeIsNamed() throws IOException {
    Assumptions.assumeTrue(Files.isWritable(Path.of("/sys")), "only root gets that far");
    var run = shell("cd /sys; acme run " + F + " '[1,2]' 4 z=3");
    assertEquals(3, run.exitStatus(), run.output());
    assertTrue(run.output().contains("the run directory in /sys:"), run.output());
  }

  @Test
  void aPartitionThatIsToBeChosenIsThisMachineWhereThereIsNoSlurm() throws IOException {
    // What the command needs, but no SLURM.
    Path bin = Files.createDirectories(folder.resolve("bin"));
    for (String tool :
        List.of(
            "bash",
            "env",
            "dirname",
            "readlink",
            "find",
            "head",
            "cksum",
            "sed",
            "mktemp",
            "rm",
            "tr")) {
      Path script = bin.resolve(tool);
      Files.writeString(script, "#!/bin/sh\nexec /usr/bin/" + tool + " \"$@\"\n");
      Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwx------"));
    }
    var run =
        shell(
            "export JAVA_HOME=%s; PATH=%s acme run %s '[1,2]' 4 z=3 --partition auto --in-memory"
                .formatted(System.getProperty("java.home"), bin, F));
    assertEquals(0, run.exitStatus(), run.output());
    assertTrue(
        run.output().contains("there is no SLURM here: running on this machine"), run.output());
    assertTrue(run.output().contains("[15.0,18.0]"), run.output());
  }

  private Judges.Outcome whereNothingIsExecuted(String... words) {
    List<String> command = new ArrayList<>(List.of("unshare", "-m", "bash", "-c"));
    command.addAll(List.of(NOTHING_IS_EXECUTED, "bash", Path.of("").toAbsolutePath().toString()));
    command.add(System.getProperty("user.home"));
    command.addAll(List.of("run", F, "[1,2]", "4", "z=3", "--output-dir=run", "--quiet"));
    command.addAll(List.of(words));
    return Judges.run(command);
  }

  @Test
  void aNativeLibraryThatTheKernelDoesNotRunNamesTheMountAndTheProperty() {
    var namespace = Judges.run(List.of("unshare", "-m", "mount", "--make-rprivate", "/"));
    if (namespace.exitStatus() != 0) {
      Judges.missing("there is no private mount namespace: " + namespace.output());
    }
    var refused = whereNothingIsExecuted();
    assertEquals(3, refused.exitStatus(), refused.output());
    assertEquals(1, refused.output().lines().count(), refused.output());
    assertTrue(refused.output().contains("mounted noexec"), refused.output());
    assertTrue(
        refused.output().contains("-Dorg.bytedeco.javacpp.cachedir=FOLDER"), refused.output());

    var advised =
        whereNothingIsExecuted(
            "--conf=spark.driver.extraJavaOptions=-Dorg.bytedeco.javacpp.cachedir=/tmp/programs");
    assertEquals(0, advised.exitStatus(), advised.output());
    assertTrue(advised.output().contains("/tmp/work/run/f.h5"), advised.output());
  }
}
