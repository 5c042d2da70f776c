package chorale.bench.train;

import chorale.chiplet.StackParameters;
import chorale.chiplet.TrainingParameters;
import chorale.chiplet.array.Datapath;
import chorale.chiplet.memory.DramTiming;
import chorale.chiplet.memory.HbmCounter;
import chorale.workload.Routing;
import java.io.IOException;
import java.nio.file.Path;

/**
 * Training steps of four chiplets that share a pseudo-channel of HBM, in which all weights,
 * gradients, moments and saved activations are: a small one with values, bit by bit, and a larger
 * one without, which has to be as fast as the memory.
 */
public final class StreamedStudy {
  private static final int SHARING = 4;
  private static final int LOADS = 16;
  private static final int STORES = 8;
  private static final int OPEN = 32;
  private static final int SMALL_LANES = 8;
  private static final int SMALL_PACKET = 8;
  private static final int LANES = 16;
  private static final int PACKET = 16;
  private static final int INNER = 16;
  private static final long SEED = 3;

  private final Path verilog;
  private final Path cache;

  /** A study that writes Verilog to and keeps models in the given folders. */
  public StreamedStudy(Path verilog, Path cache) {
    this.verilog = verilog;
    this.cache = cache;
  }

  /**
   * What a step without values showed.
   *
   * @param cycles of the step
   * @param bound cycles that its bursts and the refreshes meanwhile take on the memory's data bus
   * @param ofPeak bursts in parts of what the bus could have moved
   */
  public record Speed(long cycles, long bound, double ofPeak) {}

  /** Parameters of a package of {@code lanes} x {@code lanes} arrays. */
  private static TrainingParameters parameters(int lanes, int packet, Datapath datapath) {
    var stack = new StackParameters(DramTiming.HBM2, 1, SHARING, LOADS, STORES, OPEN);
    return ExpertStudy.streamedParameters(1, stack, lanes, packet, datapath);
  }

  /** The step with values. */
  public StreamedResult values(Routing routing) throws IOException {
    return step(Datapath.VALUES, routing, "streamed");
  }

  /** The same step without values. */
  public StreamedResult timing(Routing routing) throws IOException {
    return step(Datapath.TIMING, routing, "streamed-timing");
  }

  private StreamedResult step(Datapath datapath, Routing routing, String name) throws IOException {
    var p = parameters(SMALL_LANES, SMALL_PACKET, datapath);
    return ExpertStudy.streamed(p, routing, INNER, SEED, name, verilog, cache);
  }

  /** A larger step without values. */
  public Speed speed(Routing routing) throws IOException {
    var p = parameters(LANES, PACKET, Datapath.TIMING);
    var result = ExpertStudy.streamed(p, routing, INNER, SEED, "streamed-large", verilog, cache);
    var timing = p.controller().timing();
    long bursts = result.counted(HbmCounter.READS) + result.counted(HbmCounter.WRITES);
    long work = bursts * timing.bl();
    // A refresh, and what fits between it and the next one; the first comes after that much.
    long between = timing.refi() - timing.rfc();
    long bound = work + (work - 1) / between * timing.rfc();
    long cycles = result.step().cycles();
    return new Speed(cycles, bound, (double) work / cycles);
  }
}
