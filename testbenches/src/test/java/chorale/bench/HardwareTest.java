package chorale.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;

import chorale.chiplet.PackageParameters;
import chorale.chiplet.memory.DramShape;
import chorale.chiplet.memory.DramTiming;
import chorale.chiplet.memory.FlatTiming;
import chorale.workload.RunConfig;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

final class HardwareTest {
  @ParameterizedTest
  @EnumSource(names = {"HBM2", "HBM3"})
  void whatTheConfigurationKnowsOfAnHbmIsWhatItsTimingSays(RunConfig.DramKind kind) {
    DramTiming timing = kind == RunConfig.DramKind.HBM2 ? DramTiming.HBM2 : DramTiming.HBM3;
    assertEquals(kind.name(), timing.name().toUpperCase(Locale.ROOT));
    assertEquals(kind.channelBytesPerCycle(), PackageParameters.channelBytesPerCycle(timing));
    assertEquals(kind.clockGhz(), 1000.0 / timing.tCkPs());
    long bytes = DramShape.HBM.bursts() * DramShape.HBM.burstBytes();
    assertEquals(RunConfig.Dram.CHANNEL_MIB, bytes >> 20);
  }

  @Test
  void theLinkOfADriveIsTheNextWholeNumberOfBytesAboveItsRate() {
    var kind = RunConfig.DramKind.SSD;
    assertEquals(Math.ceilDiv(FlatTiming.SSD.milliBytes(), 1000), kind.channelBytesPerCycle());
    assertEquals(1.0, kind.clockGhz(), "the clock of its figures");
  }
}
