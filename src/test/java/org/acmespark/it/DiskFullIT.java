package org.acmespark.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
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
    ChildJvm campaign =
        ChildJvm.run(DiskFullCampaign.class, folder, Duration.ofMinutes(5), "5", mount.toString());
    if (campaign.status() == DiskFullCampaign.CANNOT_MOUNT) {
      Judges.missing(
          "no small file system can be mounted here, which takes root or a user namespace");
    }
    assertEquals(0, campaign.status(), campaign.said());
    assertTrue(campaign.said().contains("55 points as they should be"), campaign.said());
  }
}
