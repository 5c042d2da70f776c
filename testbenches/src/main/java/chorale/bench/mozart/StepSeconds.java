package chorale.bench.mozart;

import chorale.workload.assume.Assumptions;
import chorale.workload.mozart.Assumption;
import chorale.workload.mozart.PaperModel;
import chorale.workload.mozart.PaperStep;
import chorale.workload.mozart.PaperTrace;
import chorale.workload.mozart.Variant;
import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;

/**
 * Processor time of a whole step of Qwen3-30B-A3B, the Program's making included: 48 layers,
 * forward and backward, four micro-batches of 8,192 tokens. It is the process's, so nothing else
 * may run in it; routing and placements are there before.
 */
public final class StepSeconds {
  private static final int SEQUENCES = 128;
  private static final double NANOS = 1e9;

  private StepSeconds() {}

  /** Seconds of a processor. */
  public static double measure() {
    var a = Assumptions.usual(Assumption.class).with(Assumption.SEQUENCES, SEQUENCES);
    var model = PaperModel.qwen();
    int tokens = a.count(Assumption.SEQUENCES) * a.count(Assumption.SEQUENCE);
    var trace =
        PaperTrace.of(
            model, PaperTrace.locality(model, 0), 0, model.shape().experts().layers(), tokens);
    var process = (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
    long before = process.getProcessCpuTime();
    PaperStep.of(model, trace, Variant.C, a).run();
    return (process.getProcessCpuTime() - before) / NANOS;
  }
}
