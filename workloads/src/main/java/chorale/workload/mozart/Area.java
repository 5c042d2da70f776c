package chorale.workload.mozart;

/**
 * Area of parts of the package, an estimate in square millimetres of 28 nm, the paper's node: gates
 * of our own blocks, as Yosys counts them, times the published density of the node; cells of SRAM;
 * bumps. Clock trees, power, test and margins are not in it.
 */
public enum Area {
  /** A PE with a bf16 product and a binary32 sum: 129,000 um2 at 24 um2 for a NAND of 0.18 um. */
  PE(gates(135_100 / 24.0), "docs/cost.md: bf16, both dataflows, 1 stage"),
  /** The controller of a pseudo-channel of HBM2 without its memories: 1,710,000 um2 at 24 um2. */
  CONTROLLER(gates(1_710_000 / 24.0), "docs/cost.md: the HBM controller"),
  /** A bit of the width of a router with five ports: 52,646 gates for flits of 64 bits. */
  ROUTER_BIT(gates(52_646 / 64.0), "docs/cost.md: tree 2 x 8"),
  /** A bit of SRAM: a cell of 0.127 um2, of which a macro is 70 percent. */
  SRAM_BIT(
      0.127e-6 / 0.7,
      "cell: TSMC, VLSI Technology 2009 (EE Times Asia, 19 June 2009); share of a macro: WikiChip,"
          + " IEDM 2022, 31.8 Mib in a mm2 of cells of 0.021 um2"),
  /**
   * A wire of a link: its bump, at a pitch of 50 um, and what drives it below. UCIe needs less:
   * 1350 B/ns in a mm2 at a pitch of 45 um, here it would be 50.
   */
  WIRE(0.05 * 0.05, "arXiv 2603.07006, Tab. 2; UCIe consortium, white paper of UCIe 1.0, 2022"),
  /** A stack of HBM2. */
  STACK(7.75 * 11.87, "JESD235 package");

  private final double squareMillimetres;
  private final String source;

  Area(double squareMillimetres, String source) {
    this.squareMillimetres = squareMillimetres;
    this.source = source;
  }

  /**
   * So many gates, of two inputs each: 3,900,000 raw gates a square millimetre (TSMC, VLSI
   * Technology 2009), of which rows are filled to 70 percent, a usual aim of placement.
   */
  private static double gates(double count) {
    return count / (3.9e6 * 0.7);
  }

  /** Of one. */
  public double squareMillimetres() {
    return squareMillimetres;
  }

  /** Where it is from; that of gates is with the constants. */
  public String source() {
    return source;
  }
}
