package chorale.workload.hecaton;

import chorale.workload.assume.Assumptions;

/** What is assumed of a grid, and what follows from it. */
public record GridAssumptions(Assumptions<GridAssumption> values) {
  /** As they are by themselves. */
  public static GridAssumptions usual() {
    return new GridAssumptions(Assumptions.usual(GridAssumption.class));
  }

  /** The same, but for one of them. */
  public GridAssumptions with(GridAssumption assumption, double value) {
    return new GridAssumptions(values.with(assumption, value));
  }

  /** The value of one. */
  public double get(GridAssumption assumption) {
    return values.get(assumption);
  }

  /** A count. */
  public int count(GridAssumption assumption) {
    return values.count(assumption);
  }

  /** The grid's rates, a cycle being a nanosecond. */
  public GridRates rates() {
    return new GridRates(
        get(GridAssumption.MACS),
        get(GridAssumption.VECTOR),
        get(GridAssumption.LINK),
        get(GridAssumption.HOP),
        get(GridAssumption.MEMORY),
        get(GridAssumption.MEMORY_LATENCY));
  }

  /** A scheme's manner. */
  public Manner manner(Scheme scheme) {
    return new Manner(
        scheme,
        count(GridAssumption.DIRECTIONS),
        count(GridAssumption.CHUNKS),
        count(GridAssumption.PARTIAL),
        false,
        values.is(GridAssumption.RECOMPUTES));
  }

  /** The square grid for a hidden size. */
  public Grid grid(int hidden) {
    int side = count(GridAssumption.SIDE_FOR_8192) * hidden / 8192;
    return new Grid(side, side);
  }
}
