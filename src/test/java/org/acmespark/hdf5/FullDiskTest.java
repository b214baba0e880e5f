package org.acmespark.hdf5;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.acmespark.Judges;
import org.acmespark.hdf5.value.ElementType;
import org.acmespark.hdf5.value.Hdf5Value;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** A JVM of its own for each case, because the fault to be ruled out is a crash when it exits. */
@EnabledOnOs(OS.LINUX)
class FullDiskTest {
  @TempDir Path folder;

  /**
   * Writes what does not fit, in one of four ways; prints the message, writes elsewhere, prints
   * what was left.
   */
  static final class Child {
    public static void main(String[] arguments) throws Exception {
      Path file = Path.of(arguments[0]).resolve("f.h5");
      try (Hdf5Writer writer = Hdf5Writer.create(file)) {
        if (arguments[1].startsWith("blocks")) {
          blocks(writer, arguments[1]);
        } else {
          for (int i = 0; i < 5_000; i++) {
            writer.write("comp_" + i + "/result_0", value(arguments[1], i));
          }
        }
        writer.commit();
        System.out.println("committed");
      } catch (Hdf5Exception e) {
        System.out.println(e.getMessage());
      }
      Path elsewhere = Files.createTempDirectory("elsewhere").resolve("g.h5");
      try (Hdf5Writer writer = Hdf5Writer.create(elsewhere)) {
        writer.write("comp_0/result_0", Hdf5Value.of(1));
        writer.write("comp_0/result_1", Hdf5Value.of(new double[200_000]));
        writer.commit();
      }
      try (Hdf5Reader reader = Hdf5Reader.open(elsewhere)) {
        System.out.println("elsewhere: " + reader.read("comp_0/result_0").toJava());
      }
      Files.delete(elsewhere);
      Files.delete(elsewhere.getParent());
      System.out.println("left: " + Files.exists(file));
    }

    private static void blocks(Hdf5Writer writer, String kind) {
      long[] none = {};
      long[] fixed = {100, 200_000};
      boolean inPlace = kind.equals("blocks in place");
      writer.dataset(
          "result_0",
          ElementType.FLOAT64,
          inPlace ? fixed : new long[] {0, 200_000},
          inPlace ? fixed : new long[] {-1, 200_000},
          inPlace ? none : new long[] {1, kind.equals("blocks of small chunks") ? 1000 : 200_000});
      for (int i = 0; i < 100; i++) {
        double[] row = new double[200_000];
        Arrays.setAll(row, k -> Math.sin(k));
        writer.writeBlock(
            "result_0",
            new long[] {i, 0},
            Hdf5Value.flat(ElementType.FLOAT64, new long[] {1, 200_000}, row));
      }
    }

    private static Hdf5Value value(String kind, int index) {
      return switch (kind) {
        case "scalars" -> Hdf5Value.of(index);
        case "arrays" -> Hdf5Value.of(new double[2_000]);
        case "large" -> Hdf5Value.of(new double[200_000]);
        default -> Hdf5Value.of(new String[] {"text".repeat(500), "more".repeat(index % 7)});
      };
    }
  }

  private static List<String> child(Path target, String kind) {
    return List.of(
        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
        "-XX:-UsePerfData",
        "-Xmx256m",
        "-cp",
        System.getProperty("java.class.path"),
        Child.class.getName(),
        target.toString(),
        kind);
  }

  /** Runs a command in a mount namespace of its own, where a small file system is mounted. */
  private Judges.Outcome on(String mountOptions, List<String> command) {
    List<String> mounted =
        new ArrayList<>(
            List.of(
                "unshare",
                "--mount",
                "--map-root-user",
                "sh",
                "-c",
                "mount -t tmpfs -o " + mountOptions + " tmpfs \"$0\" || exit 99; \"$@\"",
                folder.toString()));
    Assumptions.assumeTrue(Files.exists(Path.of("/usr/bin/unshare")), "there is no unshare here");
    Judges.Outcome probe = Judges.run(with(mounted, List.of("true")));
    Assumptions.assumeTrue(
        probe.exitStatus() == 0, "no small file system can be mounted here: " + probe.output());
    return Judges.run(with(mounted, command));
  }

  private static List<String> with(List<String> command, List<String> arguments) {
    List<String> all = new ArrayList<>(command);
    all.addAll(arguments);
    return all;
  }

  private void saysThatTheDiskIsFull(String kind) {
    Judges.Outcome outcome = on("size=1m", child(folder, kind));
    String output = outcome.output();
    assertEquals(0, outcome.exitStatus(), output);
    assertTrue(output.contains(folder.resolve("f.h5").toString()), output);
    assertTrue(output.contains("No space left on device"), output);
    assertTrue(output.endsWith("elsewhere: 1\nleft: false"), output);
  }

  @Test
  void scalarsOnAFullDisk() {
    saysThatTheDiskIsFull("scalars");
  }

  @Test
  void arraysOnAFullDisk() {
    saysThatTheDiskIsFull("arrays");
  }

  @Test
  void arraysWrittenAroundTheLockOnAFullDisk() {
    saysThatTheDiskIsFull("large");
  }

  @Test
  void blocksInPlaceOnAFullDisk() {
    saysThatTheDiskIsFull("blocks in place");
  }

  @Test
  void blocksOfSmallChunksOnAFullDisk() {
    saysThatTheDiskIsFull("blocks of small chunks");
  }

  @Test
  void blocksOfLargeChunksOnAFullDisk() {
    saysThatTheDiskIsFull("blocks of large chunks");
  }

  @Test
  void stringsOnAFullDisk() {
    saysThatTheDiskIsFull("strings");
  }

  @Test
  void aFileTooLargeForTheLimitOfTheProcess() {
    saysThatTheFileIsTooLarge("arrays");
  }

  @Test
  void blocksOfSmallChunksTooLargeForTheLimitOfTheProcess() {
    saysThatTheFileIsTooLarge("blocks of small chunks");
  }

  private void saysThatTheFileIsTooLarge(String kind) {
    List<String> limited =
        new ArrayList<>(List.of("sh", "-c", "ulimit -f 8000; exec \"$0\" \"$@\""));
    limited.addAll(child(folder, kind));
    Judges.Outcome outcome = Judges.run(limited);
    assertEquals(0, outcome.exitStatus(), outcome.output());
    assertTrue(outcome.output().contains("File too large"), outcome.output());
    assertTrue(outcome.output().endsWith("elsewhere: 1\nleft: false"), outcome.output());
  }

  @Test
  void aFolderThatCannotBeWrittenTo() {
    Judges.Outcome outcome = on("size=1m,ro", child(folder, "scalars"));
    assertEquals(0, outcome.exitStatus(), outcome.output());
    assertTrue(outcome.output().contains("Read-only file system"), outcome.output());
    assertTrue(outcome.output().contains(folder.resolve("f.h5").toString()), outcome.output());
  }
}
