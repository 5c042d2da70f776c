package chorale.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;

import chorale.chiplet.PackageParameters;
import chorale.chiplet.memory.DramShape;
import chorale.chiplet.memory.DramTiming;
import chorale.workload.RunConfig;
import java.util.Locale;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

final class HardwareTest {
  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "FIXED")
  void whatTheConfigurationKnowsOfAnHbmIsWhatItsTimingSays(RunConfig.DramKind kind) {
    DramTiming timing = kind == RunConfig.DramKind.HBM2 ? DramTiming.HBM2 : DramTiming.HBM3;
    assertEquals(kind.name(), timing.name().toUpperCase(Locale.ROOT));
    assertEquals(kind.channelBytesPerCycle(), PackageParameters.channelBytesPerCycle(timing));
    assertEquals(kind.clockGhz(), 1000.0 / timing.tCkPs());
    long bytes = DramShape.HBM.bursts() * DramShape.HBM.burstBytes();
    assertEquals(RunConfig.Dram.CHANNEL_MIB, bytes >> 20);
  }
}
