package org.acmespark.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.acmespark.Judges;
import org.acmespark.bench.DiskFullCampaign;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** The campaign of full disks, at few points. */
@EnabledOnOs(OS.LINUX)
class DiskFullIT {
  @TempDir Path folder;

  @Test
  void aRunOutOfDiskTellsSoAndCompletesOnceThereIsRoom() throws Exception {
    Path mount = Files.createDirectory(folder.resolve("disk"));
    Path output = folder.resolve("output.txt");
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(
        ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
            .filter(argument -> argument.startsWith("-X") || argument.startsWith("--add-opens"))
            .toList());
    command.addAll(
        List.of(
            "-cp",
            System.getProperty("java.class.path"),
            DiskFullCampaign.class.getName(),
            "5",
            mount.toString()));
    Process campaign =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();
    boolean ended = campaign.waitFor(5, TimeUnit.MINUTES);
    if (!ended) {
      campaign.destroyForcibly();
    }
    String said = Files.readString(output);
    assertTrue(ended, said);
    if (campaign.exitValue() == DiskFullCampaign.CANNOT_MOUNT) {
      Judges.missing(
          "no small file system can be mounted here, which takes root or a user namespace");
    }
    assertEquals(0, campaign.exitValue(), said);
    assertTrue(said.contains("45 points as they should be"), said);
  }
}
