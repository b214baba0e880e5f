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
import org.acmespark.bench.FaultCampaign;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** The campaign of killed processes: three runs that lose executors, three that lose the driver. */
@EnabledOnOs(OS.LINUX)
class FaultCampaignIT {
  @TempDir Path folder;

  @Test
  void everyResultIsThereOnceAndRight() throws Exception {
    Path output = folder.resolve("output.txt");
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(
        ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
            .filter(argument -> argument.startsWith("-X") || argument.startsWith("--add-opens"))
            .toList());
    command.addAll(
        List.of(
            "-Djava.io.tmpdir=" + folder,
            "-cp",
            System.getProperty("java.class.path"),
            FaultCampaign.class.getName(),
            "3",
            "3"));
    Process campaign =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();
    boolean ended = campaign.waitFor(8, TimeUnit.MINUTES);
    if (!ended) {
      campaign.descendants().forEach(ProcessHandle::destroyForcibly);
      campaign.destroyForcibly();
    }
    String said = Files.readString(output);
    assertTrue(ended, said);
    if (campaign.exitValue() == FaultCampaign.NOT_JUDGED) {
      Judges.missing("h5py is not installed");
    }
    assertEquals(0, campaign.exitValue(), said);
    assertTrue(said.contains("h5py and pickle found all 6 runs right"), said);
    assertTrue(said.contains("0 faults"), said);
  }
}
