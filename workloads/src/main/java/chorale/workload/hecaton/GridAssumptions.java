package chorale.workload.hecaton;

import java.util.EnumMap;
import java.util.Map;

/** Values of all assumptions about a grid. Immutable. */
public final class GridAssumptions {
  private final Map<GridAssumption, Double> values;

  private GridAssumptions(Map<GridAssumption, Double> values) {
    this.values = values;
  }

  /** As they are by themselves. */
  public static GridAssumptions usual() {
    var values = new EnumMap<GridAssumption, Double>(GridAssumption.class);
    for (var assumption : GridAssumption.values()) {
      values.put(assumption, assumption.value());
    }
    return new GridAssumptions(values);
  }

  /** The same, but for one of them. */
  public GridAssumptions with(GridAssumption assumption, double value) {
    var changed = new EnumMap<>(values);
    changed.put(assumption, value);
    return new GridAssumptions(changed);
  }

  /** The value of one. */
  public double get(GridAssumption assumption) {
    return values.get(assumption);
  }

  /** A count. */
  public int count(GridAssumption assumption) {
    return Math.toIntExact(Math.round(get(assumption)));
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
        get(GridAssumption.RECOMPUTES) != 0);
  }

  /** The square grid for a hidden size. */
  public Grid grid(int hidden) {
    int side = count(GridAssumption.SIDE_FOR_8192) * hidden / 8192;
    return new Grid(side, side);
  }
}
