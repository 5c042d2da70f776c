package chorale.bench.cost;

import chorale.chiplet.TrainingOptions;
import chorale.chiplet.TrainingPackage;
import chorale.chiplet.TrainingParameters;
import chorale.chiplet.array.ArrayParameters;
import chorale.chiplet.array.Datapath;
import chorale.chiplet.array.Element;
import chorale.chiplet.vector.VectorParameters;
import chorale.hdl.Elaboration;
import chorale.hdl.ir.Circuit;
import chorale.hdl.ir.ModuleIr;
import chorale.nop.Topology;
import chorale.rtl.flow.HandOver;
import java.util.HashMap;
import java.util.function.Predicate;

/**
 * The chiplet that is mapped to FPGAs: it trains, with values, and is small enough for one. One
 * tile of 4 x 4 multipliers of bf16, a vector engine of four lanes, two memories of 1024 words.
 *
 * @param circuit the chiplet, without the package around it
 * @param elements of its array
 * @param lanes of its vector engine
 * @param words of either memory
 */
public record FpgaChiplet(Circuit circuit, int elements, int lanes, int words) {
  private static final String NAME = "TrainingChiplet";

  /** Memories with more bits belong into blocks of either family. */
  private static final long SMALL_BITS = 8 * 1024;

  /** Builds it. */
  public static FpgaChiplet build() {
    int lanes = 4;
    int addressBits = 10;
    var array =
        new ArrayParameters(
            lanes, lanes, Element.BF16, Datapath.VALUES, true, true, 1, 256, addressBits);
    var vector = new VectorParameters(lanes, lanes, 16, 6, 256, addressBits, Datapath.VALUES);
    var parameters =
        new TrainingParameters(
            array, 1, vector, Topology.tree(1, 3), 8, 4, 9, 64, TrainingOptions.NONE);
    Circuit whole = Elaboration.of(() -> new TrainingPackage(null, parameters));
    return new FpgaChiplet(
        HandOver.below(whole, whole.module(NAME)), parameters.pes(), lanes, parameters.words());
  }

  /** Bits of all memories, of every instance. */
  public long memoryBits() {
    return memoryBits(_ -> true);
  }

  /**
   * Blocks that hold the bits of those memories that are written and too large for anything else:
   * the least that a mapping takes which has made none of them of flip-flops.
   */
  public long leastRams() {
    return Math.ceilDiv(
        memoryBits(m -> m.contents().isEmpty() && bits(m) > SMALL_BITS), FpgaFamily.RAM_BITS);
  }

  private long memoryBits(Predicate<ModuleIr.Memory> which) {
    var instances = new HashMap<String, Long>();
    instances.put(circuit.top().name(), 1L);
    long sum = 0;
    for (ModuleIr m : circuit.modules().reversed()) { // parents before their children
      long times = instances.getOrDefault(m.name(), 0L);
      m.instances().forEach(child -> instances.merge(child.module(), times, Long::sum));
      sum += times * m.memories().stream().filter(which).mapToLong(FpgaChiplet::bits).sum();
    }
    return sum;
  }

  private static long bits(ModuleIr.Memory memory) {
    return (long) memory.depth() * memory.width();
  }
}
