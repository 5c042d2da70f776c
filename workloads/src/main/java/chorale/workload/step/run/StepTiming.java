package chorale.workload.step.run;

import chorale.workload.step.Machine;

/**
 * What a step's cycles depend on besides the step and its machine.
 *
 * @param compute the engines of a chiplet
 * @param links the network
 * @param stack the memory of each group
 */
public record StepTiming(Compute compute, Links links, Stack stack) {
  /**
   * The engines of a chiplet.
   *
   * @param arrays of a tile: ArrayParameters
   * @param productStages registers between multiplier and adder: ArrayParameters
   * @param vectorLanes lanes that the vector engine does in a cycle: VectorParameters
   * @param vectorBlock rows of its block: VectorParameters
   * @param copyEdge cycles of a copy besides one for each word
   */
  public record Compute(
      int arrays, int productStages, int vectorLanes, int vectorBlock, int copyEdge) {}

  /**
   * The network, a switch for each group and a root: see Network and NetworkInterface.
   *
   * @param routerStages cycles of a router
   * @param leafCycles of the link between a chiplet or a memory and its router
   * @param trunkCycles of the link between a switch and the root
   * @param places for flits of a class at each router
   * @param forks whether routers copy packets to experts: all of their classes move whole then
   * @param flitCycles that a flit needs on the link of a chiplet, either way: NarrowLink
   */
  public record Links(
      int routerStages,
      int leafCycles,
      int trunkCycles,
      int places,
      boolean forks,
      int flitCycles) {
    /** Those of a package where only packets for several chiplets move whole. */
    public Links(int routerStages, int leafCycles, int trunkCycles, int places) {
      this(routerStages, leafCycles, trunkCycles, places, false, 1);
    }
  }

  /**
   * The memory of a group: StackParameters.
   *
   * @param hbm its pseudo-channels
   * @param channels of them, a power of two
   * @param loads blocks that a chiplet may have asked for and not got
   * @param stores blocks that a chiplet may have sent and not been told to be stored
   * @param open blocks that the stack works on at a time
   * @param ran cycles since the reset when the step begins; they say when refreshes are due
   */
  public record Stack(HbmTimes hbm, int channels, int loads, int stores, int open, long ran) {
    /** Bursts of a block of {@code machine}, of all channels. */
    public int blockBursts(Machine machine) {
      int bytes = machine.packetWords() * machine.lanes() * NUMBER_BYTES;
      int bursts = bytes / hbm.shape().burstBytes();
      if (bursts < channels || bytes % hbm.shape().burstBytes() != 0) {
        throw new IllegalArgumentException(
            "blocks of %d bytes in %d channels with bursts of %d bytes: a burst of each at least"
                .formatted(bytes, channels, hbm.shape().burstBytes()));
      }
      return bursts;
    }

    /** Cycles of the data buses that a block takes. */
    int blockCycles(Machine machine) {
      return Math.ceilDiv(blockBursts(machine), channels) * hbm.bl();
    }
  }

  /** Bytes of an operand, bf16. */
  private static final int NUMBER_BYTES = 2;

  /** From a flit that an interface takes to its arrival, {@code routers} routers away. */
  int flight(int routers) {
    return 1
        + routers * links.routerStages
        + (routers - 1) * links.trunkCycles
        + 2 * links.leafCycles;
  }
}
