package org.acmespark.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.time.Duration;
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
    ChildJvm campaign = ChildJvm.run(FaultCampaign.class, folder, Duration.ofMinutes(8), "3", "3");
    if (campaign.status() == FaultCampaign.NOT_JUDGED) {
      Judges.missing("h5py is not installed");
    }
    String said = campaign.said();
    assertEquals(0, campaign.status(), said);
    assertTrue(said.contains("h5py and pickle found all 6 runs right"), said);
    assertTrue(said.contains("0 faults"), said);
  }
}
