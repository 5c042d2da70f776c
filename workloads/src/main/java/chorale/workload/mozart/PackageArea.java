package chorale.workload.mozart;

import static chorale.workload.mozart.Assumption.ARRAYS;
import static chorale.workload.mozart.Assumption.DIES;
import static chorale.workload.mozart.Assumption.HOME_EDGE;
import static chorale.workload.mozart.Assumption.HOME_STACK_EDGE;
import static chorale.workload.mozart.Assumption.LEAF_EDGE;
import static chorale.workload.mozart.Assumption.PES;
import static chorale.workload.mozart.Assumption.STACK_AREA;
import static chorale.workload.mozart.Assumption.STACK_EDGE;
import static chorale.workload.mozart.Assumption.TILES;
import static chorale.workload.mozart.Assumption.TRUNK_EDGE;
import static chorale.workload.mozart.Assumption.WIRES;

import chorale.workload.assume.Assumptions;

/**
 * Area of the paper's package if it is made of our blocks, in square millimetres: an estimate. Each
 * chiplet is a die of logic on a die of SRAM, so it covers as much as the larger of the two.
 *
 * @param printedDie what the paper's area leaves for each of its dies
 * @param arrays PEs of a chiplet
 * @param links wires of a chiplet with experts
 * @param sram of a chiplet
 * @param root logic of the attention chiplet: the same arrays, its links, the router of the root
 *     and the controllers of its stacks
 * @param hub a switch: its router, its links, the controllers of its stack
 * @param stacks all
 */
public record PackageArea(
    double printedDie,
    double arrays,
    double links,
    double sram,
    double root,
    double hub,
    double stacks) {
  private static final int SWITCHES = 4;
  private static final int CHIPLETS = 16;
  private static final int STACKS = 6;
  private static final int HOME_STACKS = 2;

  /** Pseudo-channels of a stack of HBM2. */
  private static final int CHANNELS = 16;

  /** MB of a tile's SRAM, Tab. 2. */
  private static final double TILE_MEGABYTES = 2.265;

  private static final double BITS = 8e6;

  /** Of a package whose links are as wide as in {@link PaperPackage}. */
  public static PackageArea of(double printed, Assumptions<Assumption> a) {
    double side = PaperPackage.edge(printed, a) * a.get(WIRES);
    double leaf = side * a.get(LEAF_EDGE);
    double trunk = side * a.get(TRUNK_EDGE);
    double stack = side * a.get(STACK_EDGE);
    double home = side * a.get(HOME_EDGE);
    double homeStack = side * a.get(HOME_STACK_EDGE);
    double wire = Area.WIRE.squareMillimetres();
    double controllers = CHANNELS * Area.CONTROLLER.squareMillimetres();
    double router = Area.ROUTER_BIT.squareMillimetres();
    double arrays = a.get(TILES) * a.get(ARRAYS) * a.get(PES) * Area.PE.squareMillimetres();
    double hubWires = CHIPLETS / SWITCHES * leaf + trunk + stack;
    double rootWires = SWITCHES * trunk + homeStack;
    return new PackageArea(
        (printed - STACKS * a.get(STACK_AREA)) / a.get(DIES),
        arrays,
        leaf * wire,
        a.get(TILES) * TILE_MEGABYTES * BITS * Area.SRAM_BIT.squareMillimetres(),
        arrays + rootWires * wire + home * router + HOME_STACKS * controllers,
        hubWires * wire + trunk * router + controllers,
        STACKS * Area.STACK.squareMillimetres());
  }

  /** What a chiplet with experts covers. */
  public double chiplet() {
    return Math.max(arrays + links, sram);
  }

  /** What the attention chiplet covers. */
  public double rootChiplet() {
    return Math.max(root, sram);
  }

  /** All dies and stacks beside each other. */
  public double total() {
    return CHIPLETS * chiplet() + rootChiplet() + SWITCHES * hub + stacks;
  }

  /** PEs of a chiplet whose logic is as large as the paper's die. */
  public double pesOfPrintedDie() {
    return (printedDie - links) / Area.PE.squareMillimetres();
  }
}
