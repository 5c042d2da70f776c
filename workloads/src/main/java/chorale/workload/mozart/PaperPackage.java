package chorale.workload.mozart;

import static chorale.workload.mozart.Assumption.ARRAYS;
import static chorale.workload.mozart.Assumption.DIES;
import static chorale.workload.mozart.Assumption.DUPLEX;
import static chorale.workload.mozart.Assumption.HEAD;
import static chorale.workload.mozart.Assumption.HOME_EDGE;
import static chorale.workload.mozart.Assumption.HOME_STACK_EDGE;
import static chorale.workload.mozart.Assumption.HOP;
import static chorale.workload.mozart.Assumption.LEAF_EDGE;
import static chorale.workload.mozart.Assumption.PES;
import static chorale.workload.mozart.Assumption.STACK_AREA;
import static chorale.workload.mozart.Assumption.STACK_EDGE;
import static chorale.workload.mozart.Assumption.STACK_LATENCY;
import static chorale.workload.mozart.Assumption.STACK_RATE;
import static chorale.workload.mozart.Assumption.TILES;
import static chorale.workload.mozart.Assumption.TILE_SRAM;
import static chorale.workload.mozart.Assumption.TRUNK_EDGE;
import static chorale.workload.mozart.Assumption.UTILISATION;
import static chorale.workload.mozart.Assumption.WIRES;
import static chorale.workload.mozart.Assumption.WIRE_RATE;

import chorale.workload.assume.Assumptions;
import chorale.workload.step.Machine;
import chorale.workload.step.rate.Rates;
import chorale.workload.step.rate.Rates.Engines;
import chorale.workload.step.rate.Rates.Links;
import chorale.workload.step.rate.Rates.Memory;

/**
 * Mozart's package (arXiv 2603.07006, section 3 and Tab. 2) as rates at 1 GHz: an attention
 * chiplet, four switches, 16 chiplets with experts, a stack at each switch and two at the attention
 * chiplet. Links are wires along edges of dies: all dies are squares of the same size.
 */
public final class PaperPackage {
  private static final int GROUPS = 4;
  private static final int CHIPLETS = 4;
  private static final int STACKS = 6;
  private static final int HOME_STACKS = 2;
  private static final int NUMBER_BYTES = 2;

  /** Operands and results of a number of a kernel. */
  private static final int VECTOR_NUMBERS = 3;

  private PaperPackage() {}

  /** The tree; a token's vector is a packet. */
  public static Machine machine(int hidden) {
    int lanes = 16;
    return new Machine(GROUPS, CHIPLETS, 1, lanes, 1, hidden / lanes);
  }

  /** The edge of a die, in millimetres. */
  public static double edge(double packageArea, Assumptions<Assumption> a) {
    return Math.sqrt((packageArea - STACKS * a.get(STACK_AREA)) / a.get(DIES));
  }

  /**
   * Its rates.
   *
   * @param packageArea square millimetres
   * @param adds whether switches add
   */
  public static Rates rates(double packageArea, Assumptions<Assumption> a, boolean adds) {
    double side = edge(packageArea, a) * a.get(WIRES) * a.get(WIRE_RATE);
    double macs = a.get(TILES) * a.get(ARRAYS) * a.get(PES) * a.get(UTILISATION);
    double sram = a.get(TILES) * a.get(TILE_SRAM);
    var engines = new Engines(macs, sram / (VECTOR_NUMBERS * NUMBER_BYTES), sram);
    double trunk = side * a.get(TRUNK_EDGE);
    int latency = a.count(STACK_LATENCY);
    boolean duplex = a.is(DUPLEX);
    return new Rates(
        engines,
        engines,
        new Links(
            side * a.get(LEAF_EDGE),
            trunk,
            side * a.get(HOME_EDGE),
            a.count(HOP),
            a.count(HEAD),
            adds),
        new Memory(a.get(STACK_RATE), side * a.get(STACK_EDGE), duplex, latency),
        new Memory(
            HOME_STACKS * a.get(STACK_RATE), side * a.get(HOME_STACK_EDGE), duplex, latency));
  }
}
